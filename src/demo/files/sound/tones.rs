//! Sounds with a pitch: basses, bells, strings, chords, signals.

use super::synth::*;

/// A low note with a filter that closes. `drive` roughens it.
pub(super) fn bass(key: f64, length: f64, drive: f64) -> Sound {
    let (f, mut filter) = (pitch(key), Filter::default());
    let sound = render(length, |t| {
        let body = saw(t * f) * 0.5 + saw(t * f * 1.004) * 0.4 + sine(t * f * 0.5) * 0.4;
        let open = 180.0 + 2_400.0 * fall(t, length * 0.5);
        (filter.step(body, open, 1.4).0 * (1.0 + drive * 3.0)).tanh() * swell(t, 0.004, 0.08, length)
    });
    levelled(trimmed(sound), 0.9)
}

/// A struck bar of metal: one sine that bends another.
pub(super) fn bell(key: f64, length: f64, ratio: f64, depth: f64) -> Sound {
    let f = pitch(key);
    let sound = render(length, |t| {
        let bend = sine(t * f * ratio) * depth * fall(t, length * 0.5);
        let strike = sine(t * f * 5.4) * fall(t, 0.05) * 0.15;
        sine(t * f + bend) * fall(t, length) + strike
    });
    levelled(trimmed(sound), 0.88)
}

/// A plucked string: noise that runs round a loop of one period and loses its edge.
pub(super) fn string(key: f64, length: f64, soft: f64, seed: u64) -> Sound {
    let (period, mut noise) = (RATE / pitch(key), Noise::new(seed));
    let mut filter = Filter::default();
    let mut ring: Vec<f64> =
        (0..period as usize + 2).map(|_| filter.low(noise.step(), 1_200.0 + 5_000.0 * (1.0 - soft))).collect();
    let mean = ring.iter().sum::<f64>() / ring.len() as f64;
    ring.iter_mut().for_each(|sample| *sample -= mean);
    let (whole, part) = (period.floor() as usize, period.fract());
    let mut at = 0;
    let sound = render(length, |_| {
        let (n, out) = (ring.len(), ring[at]);
        let older = |back: usize| ring[(at + n - back) % n];
        // The loop is as long as the period, between two whole numbers of samples.
        let next = older(whole) * (1.0 - part) + older(whole + 1) * part;
        let dull = 0.5 * soft;
        let previous = older(1);
        ring[at] = (next * (1.0 - dull * 0.5) + previous * dull * 0.5) * 0.9975;
        at = (at + 1) % n;
        out
    });
    levelled(trimmed(sound), 0.88)
}

/// Several keys struck one after another.
pub(super) fn strum(keys: &[f64], length: f64, gap: f64, seed: u64) -> Sound {
    let mut bed = vec![0.0; ((length + gap * keys.len() as f64) * RATE) as usize];
    for (i, key) in keys.iter().enumerate() {
        lay(&mut bed, &string(*key, length, 0.45, seed + i as u64), gap * i as f64, 0.6);
    }
    levelled(trimmed(bed), 0.88)
}

/// A chord that breathes, closed into a loop.
pub(super) fn pad(keys: &[f64], length: f64, bright: f64) -> Sound {
    let (overlap, mut filter) = (0.6, Filter::default());
    let sound = render(length + overlap, |t| {
        let voices: f64 = keys
            .iter()
            .enumerate()
            .map(|(i, key)| {
                let (f, drift) = (pitch(*key), 1.0 + 0.0009 * (i as f64 + 1.0));
                saw(t * f * drift) + saw(t * f / drift + 0.3) + triangle(t * f * 0.5) * 0.6
            })
            .sum();
        let open = bright * (0.75 + 0.25 * sine(t / (length + overlap) * 2.0));
        filter.step(voices * 0.15, open, 0.9).0 * (0.86 + 0.14 * sine(t * 0.31))
    });
    levelled(looped(sound, overlap), 0.8)
}

/// Sines that beat slowly against each other, closed into a loop.
pub(super) fn drone(key: f64, length: f64, spread: f64) -> Sound {
    let f = pitch(key);
    let sound = render(length + 0.8, |t| {
        (1..8)
            .map(|n| {
                let n = f64::from(n);
                sine(t * f * n * (1.0 + spread * 0.001 * n)) / n * (0.6 + 0.4 * sine(t * 0.23 * n + n * 0.37))
            })
            .sum::<f64>()
    });
    levelled(looped(sound, 0.8), 0.8)
}

/// A short signal that runs through keys; `shape` from 0, soft, to 1, buzzing.
pub(super) fn signal(keys: &[f64], each: f64, tail: f64, shape: f64) -> Sound {
    let length = each * keys.len() as f64 + tail;
    let mut bed = vec![0.0; (length * RATE) as usize];
    for (i, key) in keys.iter().enumerate() {
        let (f, own) = (pitch(*key), (each * 1.6).max(0.05) + tail * 0.8);
        let note = render(own, |t| {
            let tone = sine(t * f) * (1.0 - shape) + pulse(t * f, 0.5) * shape * 0.5 + sine(t * f * 2.0) * 0.12;
            tone * (t / 0.004).min(1.0) * fall(t, own)
        });
        lay(&mut bed, &note, each * i as f64, 0.7);
    }
    levelled(trimmed(bed), 0.75)
}

/// A glide of the cheap chip in an old cabinet: from one pitch to another in hertz.
pub(super) fn zap(from: f64, to: f64, length: f64, width: f64, rough: f64, seed: u64) -> Sound {
    let (mut phase, mut noise, mut held) = (Phase::default(), Noise::new(seed), 0.0);
    let mut count = 0.0;
    let sound = render(length, |t| {
        let f = from * (to / from).powf(t / length);
        count += f * 8.0 / RATE;
        if count >= 1.0 {
            count -= 1.0;
            held = noise.step();
        }
        // Four bits are all the chip has.
        let tone = (pulse(phase.step(f), width) + 1.0 - 2.0 * width) * (1.0 - rough) + held * rough;
        ((tone * (1.0 - t / length).sqrt()) * 8.0).round() / 8.0
    });
    levelled(trimmed(sound), 0.6)
}
