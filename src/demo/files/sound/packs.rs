//! What lies in which pack.

use super::air::*;
use super::drums::{Drum, Line, bar};
use super::tones::*;
use super::{Sound, Take};

/// The packs on sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kit {
    /// Single drums.
    CornerDrums,
    /// Bars at a slow tempo.
    SlowLoops,
    /// Bars at a dancing tempo.
    FastLoops,
    /// Low notes.
    Basses,
    /// Bells and tines.
    Bells,
    /// Plucked strings.
    Strings,
    /// Signals for programs.
    Signals,
    /// Effects for games.
    Arcade,
    /// Weather.
    Weather,
    /// Tape and vinyl.
    Dust,
    /// Chords and drones.
    Chords,
    /// Clicks to play along with.
    Clicks,
}

/// All takes of the pack, in the order of its listing.
pub(super) fn takes(kit: Kit, seed: u64) -> Vec<Take> {
    match kit {
        Kit::CornerDrums => corner_drums(seed),
        Kit::SlowLoops => loops(&SLOW, seed),
        Kit::FastLoops => loops(&FAST, seed),
        Kit::Basses => {
            scale("bass", &[28, 31, 33, 35, 36, 38, 40, 43], |key, i| bass(key, 1.3, f64::from(i % 3) * 0.5))
        }
        Kit::Bells => bells(),
        Kit::Strings => strings(seed),
        Kit::Signals => signals(),
        Kit::Arcade => arcade(seed),
        Kit::Weather => weather(seed),
        Kit::Dust => dust(seed),
        Kit::Chords => chords(),
        Kit::Clicks => clicks(seed),
    }
}

fn take(name: impl Into<String>, sound: Sound) -> Take {
    Take { name: name.into(), sound }
}

/// The name of a key, such as "Eb3".
fn note(key: i32) -> String {
    const NAMES: [&str; 12] = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"];
    format!("{}{}", NAMES[key.rem_euclid(12) as usize], key.div_euclid(12) - 1)
}

fn scale(folder: &str, keys: &[i32], sound: impl Fn(f64, i32) -> Sound) -> Vec<Take> {
    let one = |(i, key): (usize, &i32)| {
        take(format!("{folder}/{folder}_{:02}_{}", i + 1, note(*key)), sound(f64::from(*key), i as i32))
    };
    keys.iter().enumerate().map(one).collect()
}

fn corner_drums(seed: u64) -> Vec<Take> {
    let kit: [(&str, &[Drum]); 7] = [
        (
            "kick",
            &[
                Drum::Kick(46.0, 0.5, 0.2),
                Drum::Kick(52.0, 0.35, 0.5),
                Drum::Kick(40.0, 0.8, 0.1),
                Drum::Kick(60.0, 0.25, 0.8),
            ],
        ),
        (
            "snare",
            &[
                Drum::Snare(185.0, 0.28, 0.8),
                Drum::Snare(160.0, 0.4, 0.6),
                Drum::Snare(220.0, 0.2, 0.9),
                Drum::Snare(140.0, 0.5, 1.0),
            ],
        ),
        ("hat", &[Drum::Hat(0.07), Drum::Hat(0.12), Drum::Hat(0.35), Drum::Hat(0.6)]),
        ("clap", &[Drum::Clap(0.2), Drum::Clap(0.38)]),
        ("tom", &[Drum::Tom(85.0, 0.6), Drum::Tom(120.0, 0.5), Drum::Tom(165.0, 0.4)]),
        ("rim", &[Drum::Rim(430.0), Drum::Rim(620.0)]),
        ("extra", &[Drum::Shaker(0.16), Drum::Shaker(0.3), Drum::Cowbell(545.0)]),
    ];
    let named = kit.iter().flat_map(|(name, drums)| drums.iter().enumerate().map(move |(i, drum)| (*name, i, *drum)));
    named.map(|(name, i, drum)| take(format!("{name}/{name}_{:02}", i + 1), drum.strike(seed + i as u64))).collect()
}

/// Name, tempo, swing, and the lines of the bar.
type Groove = (&'static str, f64, f64, &'static [Line]);

const SLOW: [Groove; 6] = [
    (
        "window",
        82.0,
        0.3,
        &[
            (Drum::Kick(46.0, 0.5, 0.2), 1.0, "x... ..x. ..x. ...."),
            (Drum::Snare(175.0, 0.3, 0.7), 0.8, ".... x... .... x..o"),
            (Drum::Hat(0.08), 0.35, "x.x. x.x. x.x. x.xo"),
        ],
    ),
    (
        "watering-can",
        82.0,
        0.36,
        &[
            (Drum::Kick(46.0, 0.5, 0.2), 1.0, "x..x .... x... .o.."),
            (Drum::Rim(430.0), 0.5, ".... x... .... x..."),
            (Drum::Shaker(0.14), 0.5, "xoxo xoxo xoxo xoxo"),
        ],
    ),
    (
        "paving",
        78.0,
        0.28,
        &[
            (Drum::Kick(42.0, 0.6, 0.1), 1.0, "x... .... .xx. ...."),
            (Drum::Clap(0.3), 0.7, ".... x... .... x..."),
            (Drum::Hat(0.06), 0.3, "..x. ..x. ..x. ..xx"),
        ],
    ),
    (
        "long-table",
        88.0,
        0.2,
        &[
            (Drum::Kick(50.0, 0.4, 0.4), 1.0, "x.x. ..x. x... ..x."),
            (Drum::Snare(190.0, 0.25, 0.8), 0.8, ".... x..o .o.. x..."),
            (Drum::Hat(0.3), 0.25, "..x. ..x. ..x. ..x."),
        ],
    ),
    (
        "rain-barrel",
        74.0,
        0.33,
        &[
            (Drum::Tom(85.0, 0.6), 0.9, "x... ..x. .... x.o."),
            (Drum::Tom(165.0, 0.4), 0.5, "...x .... .x.. ...."),
            (Drum::Shaker(0.2), 0.5, "x.o. x.o. x.o. x.o."),
        ],
    ),
    (
        "last-tram",
        90.0,
        0.25,
        &[
            (Drum::Kick(48.0, 0.45, 0.3), 1.0, "x... x... x... x..o"),
            (Drum::Snare(165.0, 0.35, 0.6), 0.7, ".... x... .... x.x."),
            (Drum::Hat(0.07), 0.3, "xxxx xxxx xxxx xxxx"),
        ],
    ),
];

const FAST: [Groove; 6] = [
    (
        "four",
        124.0,
        0.0,
        &[
            (Drum::Kick(50.0, 0.35, 0.5), 1.0, "x... x... x... x..."),
            (Drum::Clap(0.25), 0.6, ".... x... .... x..."),
            (Drum::Hat(0.3), 0.35, "..x. ..x. ..x. ..x."),
        ],
    ),
    (
        "skip",
        128.0,
        0.18,
        &[
            (Drum::Kick(50.0, 0.35, 0.5), 1.0, "x..x ..x. ...x x..."),
            (Drum::Snare(210.0, 0.2, 0.9), 0.7, ".... x... .... x..."),
            (Drum::Hat(0.06), 0.35, "..xo ..xo ..xo ..xx"),
        ],
    ),
    (
        "break",
        136.0,
        0.08,
        &[
            (Drum::Kick(55.0, 0.3, 0.6), 1.0, "x.x. .... ..xx ...."),
            (Drum::Snare(200.0, 0.25, 0.8), 0.9, ".... x..o .o.. x..o"),
            (Drum::Hat(0.1), 0.35, "x.x. x.x. x.x. x.x."),
        ],
    ),
    (
        "tin",
        120.0,
        0.1,
        &[
            (Drum::Kick(50.0, 0.35, 0.4), 1.0, "x... x... x... x..."),
            (Drum::Cowbell(545.0), 0.4, "x..x ..x. ..x. x..."),
            (Drum::Shaker(0.1), 0.5, "xoxo xoxo xoxo xoxo"),
        ],
    ),
    (
        "half",
        140.0,
        0.0,
        &[
            (Drum::Kick(44.0, 0.6, 0.3), 1.0, "x... ...x ..x. ...."),
            (Drum::Snare(180.0, 0.4, 0.9), 0.9, ".... .... x... ...."),
            (Drum::Hat(0.05), 0.3, "x.xx x.x. xxx. x.xx"),
        ],
    ),
    (
        "stairs",
        132.0,
        0.12,
        &[
            (Drum::Kick(50.0, 0.35, 0.5), 1.0, "x..x ..x. x..x ..x."),
            (Drum::Tom(120.0, 0.3), 0.5, ".... ..x. .... .xx."),
            (Drum::Hat(0.2), 0.3, "..x. ..x. ..x. ..x."),
        ],
    ),
];

/// The whole bar, the same without its loudest line, and its loudest line alone.
fn loops(grooves: &[Groove], seed: u64) -> Vec<Take> {
    let mut all = Vec::new();
    for (name, tempo, swing, lines) in grooves {
        for (part, chosen) in [("full", *lines), ("top", &lines[1..])] {
            all.push(take(format!("loops/{name}_{tempo:.0}bpm_{part}"), bar(*tempo, *swing, chosen, seed)));
        }
    }
    all
}

fn bells() -> Vec<Take> {
    let mut all = scale("tine", &[60, 62, 64, 67, 69, 72, 74, 76], |key, _| bell(key, 1.4, 2.0, 0.35));
    all.extend(scale("bell", &[72, 76, 79, 84], |key, _| bell(key, 2.2, 3.51, 0.55)));
    all
}

fn strings(seed: u64) -> Vec<Take> {
    let mut all = scale("nylon", &[40, 45, 50, 55, 59, 64], |key, i| string(key, 1.8, 0.6, seed + i as u64));
    all.extend(scale("steel", &[52, 57, 62, 67], |key, i| string(key, 1.8, 0.15, seed + 40 + i as u64)));
    for (name, keys) in [
        ("Am", [45.0, 52.0, 57.0, 60.0, 64.0]),
        ("C", [48.0, 52.0, 55.0, 60.0, 64.0]),
        ("G", [43.0, 50.0, 55.0, 59.0, 67.0]),
        ("Em", [40.0, 47.0, 52.0, 55.0, 59.0]),
    ] {
        all.push(take(format!("strum/strum_{name}"), strum(&keys, 2.2, 0.035, seed)));
    }
    all
}

fn signals() -> Vec<Take> {
    let lines: [(&str, &[f64], f64, f64, f64); 20] = [
        ("tap_soft", &[84.0], 0.03, 0.04, 0.0),
        ("tap_firm", &[79.0], 0.03, 0.05, 0.2),
        ("toggle_on", &[76.0, 83.0], 0.05, 0.08, 0.0),
        ("toggle_off", &[83.0, 76.0], 0.05, 0.08, 0.0),
        ("success_short", &[72.0, 79.0], 0.08, 0.25, 0.0),
        ("success_long", &[72.0, 76.0, 79.0, 84.0], 0.09, 0.5, 0.0),
        ("error_short", &[64.0, 58.0], 0.09, 0.15, 0.15),
        ("error_long", &[62.0, 62.0, 57.0], 0.11, 0.3, 0.25),
        ("message_in", &[79.0, 84.0], 0.07, 0.3, 0.0),
        ("message_out", &[84.0, 88.0], 0.05, 0.12, 0.0),
        ("reminder", &[76.0, 76.0, 81.0], 0.14, 0.5, 0.0),
        ("timer_done", &[81.0, 77.0, 81.0, 77.0], 0.12, 0.4, 0.1),
        ("open", &[67.0, 74.0, 79.0], 0.04, 0.2, 0.0),
        ("close", &[79.0, 74.0, 67.0], 0.04, 0.15, 0.0),
        ("delete", &[70.0, 63.0, 56.0], 0.05, 0.12, 0.1),
        ("undo", &[74.0, 72.0], 0.06, 0.1, 0.0),
        ("copied", &[88.0, 88.0], 0.04, 0.06, 0.0),
        ("warning", &[69.0, 69.0], 0.16, 0.3, 0.2),
        ("start_up", &[60.0, 67.0, 72.0, 76.0], 0.16, 0.9, 0.0),
        ("shut_down", &[76.0, 72.0, 67.0, 60.0], 0.14, 0.7, 0.0),
    ];
    lines.iter().map(|(name, keys, each, tail, shape)| take(*name, signal(keys, *each, *tail, *shape))).collect()
}

fn arcade(seed: u64) -> Vec<Take> {
    let lines = [
        ("jump_small", 260.0, 620.0, 0.18, 0.5, 0.0),
        ("jump_big", 190.0, 720.0, 0.3, 0.25, 0.0),
        ("land", 180.0, 60.0, 0.12, 0.5, 0.6),
        ("laser", 1_400.0, 160.0, 0.22, 0.25, 0.0),
        ("laser_heavy", 900.0, 70.0, 0.45, 0.5, 0.2),
        ("hit", 420.0, 90.0, 0.14, 0.5, 0.7),
        ("hurt", 330.0, 110.0, 0.3, 0.12, 0.3),
        ("explosion_small", 300.0, 40.0, 0.5, 0.5, 1.0),
        ("explosion_big", 220.0, 18.0, 1.3, 0.5, 1.0),
        ("power_up", 220.0, 1_320.0, 0.6, 0.25, 0.0),
        ("power_down", 880.0, 110.0, 0.7, 0.25, 0.0),
        ("engine", 62.0, 58.0, 1.2, 0.3, 0.35),
        ("door", 90.0, 240.0, 0.5, 0.5, 0.5),
        ("alarm", 700.0, 690.0, 0.5, 0.5, 0.0),
        ("teleport", 120.0, 2_400.0, 0.5, 0.12, 0.25),
        ("splash", 1_800.0, 300.0, 0.4, 0.5, 1.0),
    ];
    let mut all: Vec<Take> = lines
        .iter()
        .enumerate()
        .map(|(i, (name, from, to, length, width, rough))| {
            take(*name, zap(*from, *to, *length, *width, *rough, seed + i as u64))
        })
        .collect();
    all.push(take("coin", signal(&[83.0, 88.0], 0.07, 0.35, 1.0)));
    all.push(take("level_done", signal(&[67.0, 72.0, 76.0, 79.0, 84.0], 0.11, 0.4, 1.0)));
    all.push(take("game_over", signal(&[72.0, 67.0, 64.0, 57.0], 0.2, 0.5, 1.0)));
    all.push(take("menu_move", signal(&[72.0], 0.04, 0.03, 1.0)));
    all
}

fn weather(seed: u64) -> Vec<Take> {
    vec![
        take("loops/rain_on_leaves", rain(3.2, 0.35, 2_600.0, seed)),
        take("loops/rain_on_tin", rain(3.2, 0.6, 4_200.0, seed + 1)),
        take("loops/rain_heavy", rain(3.2, 1.0, 1_700.0, seed + 2)),
        take("loops/wind_in_the_gap", wind(3.2, 620.0, 0.9, seed + 3)),
        take("loops/wind_in_trees", wind(3.2, 1_500.0, 0.1, seed + 4)),
        take("loops/surf", surge(3.2, 2_600.0, 1.0, seed + 5)),
        take("loops/far_thunder", surge(3.2, 160.0, 1.0, seed + 6)),
        take("loops/cellar_drips", drips(3.2, 0.5, seed + 7)),
    ]
}

fn dust(seed: u64) -> Vec<Take> {
    vec![
        take("loops/tape_hiss_soft", hiss(3.0, 3_200.0, seed)),
        take("loops/tape_hiss_bright", hiss(3.0, 6_500.0, seed + 1)),
        take("loops/vinyl_clean", crackle(3.0, 0.1, seed + 2)),
        take("loops/vinyl_worn", crackle(3.0, 0.5, seed + 3)),
        take("loops/vinyl_ruined", crackle(3.0, 1.0, seed + 4)),
        take("loops/hum_50hz", hum(2.0, 50.0)),
        take("loops/hum_60hz", hum(2.0, 60.0)),
        take("loops/room_tone", wind(3.0, 240.0, 0.0, seed + 5)),
    ]
}

fn chords() -> Vec<Take> {
    let table: [(&str, &[f64], f64); 6] = [
        ("Dm9", &[50.0, 57.0, 60.0, 64.0, 65.0], 1_500.0),
        ("Fmaj7", &[53.0, 57.0, 60.0, 64.0], 1_900.0),
        ("Am7", &[45.0, 52.0, 55.0, 60.0], 1_400.0),
        ("Cadd9", &[48.0, 55.0, 62.0, 64.0], 2_100.0),
        ("Gsus4", &[43.0, 50.0, 55.0, 60.0], 1_700.0),
        ("Em11", &[40.0, 50.0, 55.0, 57.0], 1_300.0),
    ];
    let mut all: Vec<Take> =
        table.iter().map(|(name, keys, bright)| take(format!("loops/pad_{name}"), pad(keys, 3.2, *bright))).collect();
    all.extend([33, 36, 38].map(|key| take(format!("loops/drone_{}", note(key)), drone(f64::from(key), 3.2, 1.0))));
    all
}

fn clicks(seed: u64) -> Vec<Take> {
    let bars = [72, 80, 88, 96, 104, 112, 120, 132, 144, 160];
    let one = |tempo: &i32| {
        let lines: [Line; 2] =
            [(Drum::Rim(880.0), 1.0, "x... .... .... ...."), (Drum::Rim(560.0), 0.7, ".... x... x... x...")];
        take(format!("loops/click_{tempo:03}bpm_4-4"), bar(f64::from(*tempo), 0.0, &lines, seed))
    };
    bars.iter().map(one).collect()
}
