//! Sound packs: WAV files of 44.1 kHz and 16 bits, synthesised note by note.

mod air;
mod drums;
mod packs;
mod synth;
mod tones;

use super::pack::{Pack, licence};
use super::{DemoFile, Goods};
use crate::base::Result;
pub use packs::Kit;
use synth::{RATE, Sound, levelled, trimmed, wav};

/// The pack as one archive, and a preview that plays its first sounds.
pub(super) fn files(goods: &Goods<'_>, kit: Kit) -> Result<Vec<DemoFile>> {
    let takes = packs::takes(kit, goods.seed);
    let mut pack = Pack::new(goods.slug);
    for take in &takes {
        pack.add(&format!("{}.wav", take.name), &wav(&take.sound)?)?;
    }
    pack.add("README.txt", listing(goods, &takes).as_bytes())?;
    pack.add("LICENCE.txt", licence(goods).as_bytes())?;
    let preview = wav(&preview(&takes))?;
    Ok(vec![
        DemoFile::new(format!("{}-{}.zip", goods.slug, goods.version), "application/zip", pack.finish()?),
        DemoFile::new(format!("{}-preview.wav", goods.slug), "audio/wav", preview),
    ])
}

/// One file of a pack, named with its folder.
struct Take {
    name: String,
    sound: Sound,
}

/// Three seconds of the pack: sounds from all over it, a moment of each.
fn preview(takes: &[Take]) -> Sound {
    let (room, step) = ((3.2 * RATE) as usize, (takes.len() / 8).max(1));
    let chosen: Vec<&Take> = takes.iter().step_by(step).take(8).collect();
    let each = room / chosen.len().max(1);
    let cut = |take: &&Take| trimmed(take.sound.iter().copied().chain(std::iter::repeat(0.0)).take(each).collect());
    levelled(chosen.iter().flat_map(cut).collect(), 0.85)
}

fn listing(goods: &Goods<'_>, takes: &[Take]) -> String {
    let mut text = format!("{}\nby {}, version {}\n\n{}\n\n", goods.title, goods.maker, goods.version, goods.summary);
    text += "All files are WAV, 44.1 kHz, 16 bit, mono. Peaks stay below -0.4 dB.\nFiles in a folder named loops close upon themselves without a click.\n\n";
    for take in takes {
        text += &format!("{:>6.2} s  {}.wav\n", take.sound.len() as f64 / RATE, take.name);
    }
    text
}
