//! Sounds without a pitch: weather, dust, rooms. All close into loops.

use super::synth::*;

/// Rain: a wash, and drops on top of it.
pub(super) fn rain(length: f64, heavy: f64, surface: f64, seed: u64) -> Sound {
    let (mut noise, mut wash, mut drop) = (Noise::new(seed), Filter::default(), Filter::default());
    let mut ping = 0.0;
    let sound = render(length + 0.7, |_| {
        if noise.strikes(RATE / (20.0 + 160.0 * heavy)) {
            ping += noise.step() * 2.0;
        }
        ping *= 0.6;
        let far = wash.step(noise.step(), 1_400.0 + 2_200.0 * heavy, 0.6).1 * (0.05 + 0.5 * heavy);
        far + drop.step(ping, surface, 5.0).1 * 0.9
    });
    levelled(looped(sound, 0.7), 0.7)
}

/// Wind that rises and falls.
pub(super) fn wind(length: f64, cut: f64, howl: f64, seed: u64) -> Sound {
    let (mut noise, mut filter, mut slow) = (Noise::new(seed), Filter::default(), Filter::default());
    let sound = render(length + 0.9, |t| {
        let gust = 1.0 + 0.45 * sine(t / (length + 0.9)) + slow.low(noise.step(), 3.0) * 12.0;
        filter.step(noise.step() * 0.4, (cut * gust).clamp(60.0, 6_000.0), 1.0 + howl * 9.0).1 * gust.clamp(0.2, 1.6)
    });
    levelled(looped(sound, 0.9), 0.75)
}

/// Waves or thunder: noise under a slow curve.
pub(super) fn surge(length: f64, cut: f64, times: f64, seed: u64) -> Sound {
    let (mut noise, mut filter) = (Noise::new(seed), Filter::default());
    let sound = render(length + 0.5, |t| {
        let height = (0.5 - 0.5 * sine(t * times / length + 0.25)).powi(2);
        filter.low(noise.step(), cut * (0.3 + height)) * (0.12 + height)
    });
    levelled(looped(sound, 0.5), 0.8)
}

/// Tape: hiss that flutters.
pub(super) fn hiss(length: f64, cut: f64, seed: u64) -> Sound {
    let (mut noise, mut filter) = (Noise::new(seed), Filter::default());
    let sound =
        render(length + 0.4, |t| filter.high(noise.step(), cut) * (0.8 + 0.1 * sine(t * 4.1) + 0.1 * sine(t * 0.6)));
    levelled(looped(sound, 0.4), 0.35)
}

/// A record: clicks over a low rumble, the strongest once in each turn.
pub(super) fn crackle(length: f64, worn: f64, seed: u64) -> Sound {
    let (mut noise, mut rumble, mut click) = (Noise::new(seed), Filter::default(), Filter::default());
    let mut spark: f64 = 0.0;
    let sound = render(length + 0.4, |t| {
        if noise.strikes(RATE / (6.0 + 60.0 * worn)) {
            spark = noise.step() * 1.4;
        }
        if (t * 100.0 / 180.0).fract() < 0.000_03 {
            spark = 1.8;
        }
        spark *= 0.7;
        click.high(spark, 1_800.0) + rumble.low(noise.step(), 70.0) * 0.8
    });
    levelled(looped(sound, 0.4), 0.6)
}

/// A hum of the mains with its overtones.
pub(super) fn hum(length: f64, mains: f64) -> Sound {
    let sound = render(length, |t| {
        (1..9).map(|n| sine(t * mains * f64::from(n)) / f64::from(n * n) * if n % 2 == 0 { 1.4 } else { 1.0 }).sum()
    });
    levelled(sound, 0.5)
}

/// Drops into still water, some seconds of them.
pub(super) fn drips(length: f64, every: f64, seed: u64) -> Sound {
    let mut bed = vec![0.0; (length * RATE) as usize];
    let mut chance = crate::demo::chance::Chance::new(seed);
    let mut at = 0.1;
    while at < length {
        let (low, size, mut phase) = (chance.between(500.0, 1_100.0), chance.between(0.05, 0.12), Phase::default());
        let drop = render(size * 2.0, |t| {
            sine(phase.step(low * (1.0 + 1.6 * (t / size)))) * fall(t, size) * (t / 0.003).min(1.0)
        });
        for (echo, gain) in [(0.0, 0.7), (0.13, 0.2), (0.27, 0.09)] {
            lay(&mut bed, &drop, at + echo, gain);
        }
        at += every * chance.between(0.5, 1.5);
    }
    levelled(bed, 0.7)
}
