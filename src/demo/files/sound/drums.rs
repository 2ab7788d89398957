//! Drums, and patterns of them.

use super::synth::*;

/// A drum, with what sets it apart from its brothers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Drum {
    /// Pitch of the body in hertz, length in seconds, share of click.
    Kick(f64, f64, f64),
    /// Pitch of the shell, length, share of wires.
    Snare(f64, f64, f64),
    /// Length; short is closed.
    Hat(f64),
    /// Length of the tail.
    Clap(f64),
    /// Pitch and length.
    Tom(f64, f64),
    /// Pitch of the stick.
    Rim(f64),
    /// Length of a shake.
    Shaker(f64),
    /// Pitch of the bell.
    Cowbell(f64),
}

impl Drum {
    /// One stroke.
    pub(super) fn strike(self, seed: u64) -> Sound {
        let (mut noise, mut filter, mut phase) = (Noise::new(seed), Filter::default(), Phase::default());
        let sound = match self {
            Self::Kick(body, length, click) => render(length, |t| {
                let sweep = body * (1.0 + 4.5 * fall(t, 0.09));
                let tap = filter.high(noise.step(), 2_500.0) * fall(t, 0.012) * click;
                (sine(phase.step(sweep)) * fall(t, length) * 1.6).tanh() + tap
            }),
            Self::Snare(shell, length, wires) => render(length, |t| {
                let skin = sine(phase.step(shell * (1.0 + 0.6 * fall(t, 0.05)))) * fall(t, length * 0.55);
                let (_, band, high) = filter.step(noise.step(), 2_200.0, 0.7);
                skin * (1.0 - wires * 0.5) + (band * 0.6 + high * 0.5) * wires * fall(t, length)
            }),
            Self::Hat(length) => render(length, |t| {
                let metal: f64 =
                    [2.0, 3.01, 4.16, 5.43, 6.79, 8.21].iter().map(|ratio| pulse(t * 330.0 * ratio, 0.5)).sum();
                filter.high(metal * 0.12 + noise.step() * 0.5, 6_200.0) * fall(t, length)
            }),
            Self::Clap(length) => render(length, |t| {
                let hands: f64 =
                    [0.0, 0.011, 0.021, 0.03].iter().filter(|at| t >= **at).map(|at| fall(t - at, 0.02)).sum();
                let tail = if t > 0.03 { fall(t - 0.03, length) * 0.7 } else { 0.0 };
                filter.step(noise.step(), 1_300.0, 1.6).1 * (hands * 0.5 + tail)
            }),
            Self::Tom(body, length) => render(length, |t| {
                let skin = sine(phase.step(body * (1.0 + 0.5 * fall(t, 0.12)))) * fall(t, length);
                skin + filter.low(noise.step(), 900.0) * fall(t, 0.05) * 0.4
            }),
            Self::Rim(stick) => render(0.12, |t| {
                let (_, band, _) = filter.step(noise.step(), stick * 2.0, 3.0);
                sine(phase.step(stick)) * fall(t, 0.05) + band * fall(t, 0.03)
            }),
            Self::Shaker(length) => render(length, |t| {
                filter.step(noise.step(), 5_200.0, 1.1).1 * swell(t, length * 0.35, length * 0.6, length).powi(2)
            }),
            Self::Cowbell(bell) => render(0.45, |t| {
                let tone = pulse(t * bell, 0.5) + pulse(t * bell * 1.48, 0.5);
                filter.step(tone * 0.4, bell * 2.2, 2.2).1 * fall(t, 0.4)
            }),
        };
        levelled(trimmed(sound), 0.9)
    }
}

/// One line of a pattern: a drum, its level, and sixteen steps of which `x` is a stroke and `o` a soft one.
pub(super) type Line = (Drum, f64, &'static str);

/// One bar of four beats that closes upon itself. `swing` delays every second step by this part of it.
pub(super) fn bar(tempo: f64, swing: f64, lines: &[Line], seed: u64) -> Sound {
    let step = 60.0 / tempo / 4.0;
    let mut bed = vec![0.0; (step * 16.0 * RATE) as usize];
    for (row, (drum, gain, steps)) in lines.iter().enumerate() {
        let stroke = drum.strike(seed + row as u64);
        for (i, sign) in steps.chars().filter(|sign| *sign != ' ').enumerate() {
            let level = match sign {
                'x' => 1.0,
                'o' => 0.45,
                _ => continue,
            };
            let late = if i % 2 == 1 { swing * step } else { 0.0 };
            lay(&mut bed, &stroke, i as f64 * step + late, gain * level);
        }
    }
    levelled(bed.iter().map(|sample| (sample * 1.2).tanh()).collect(), 0.89)
}
