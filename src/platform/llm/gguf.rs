//! What stands at the beginning of a model's file (GGUF), read by a reader of our own with bounds, before anything else
//! touches the file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
//!
//! It finds what would make llama.cpp stop the whole process, and what only shows once the model speaks: files that were cut
//! short, lengths that lead outside of the file, tables that contradict themselves.

use std::{
    collections::{BTreeMap, HashSet},
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use serde::Serialize;

/// Entries of the header, and tensors: real models have some fifty and some thousand.
const MOST_ENTRIES: u64 = 20_000;
const MOST_TENSORS: u64 = 100_000;
/// A name, and a text that is kept, in bytes.
const LONGEST_NAME: u64 = 1 << 10;
const LONGEST_TEXT: u64 = 1 << 20;
/// A piece of the vocabulary, in bytes, and how many pieces there may be.
const LONGEST_PIECE: u64 = 4 << 10;
const MOST_PIECES: u64 = 4 << 20;
/// Dimensions of a tensor.
const MOST_DIMS: u32 = 4;

/// Why a file is not taken: in a few words for the operator.
pub type Refusal = String;

/// What a model's file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// The kind of model, such as `llama` or `qwen2`.
    pub architecture: String,
    /// Its name.
    pub name: Option<String>,
    /// Its licence.
    pub license: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Numbers it is made of.
    pub parameters: u64,
    /// Tokens that it was trained to look at, at once.
    pub context: Option<u64>,
    /// Whether it says how a conversation is written down for it.
    pub has_chat_template: bool,
}

/// Reads the beginning of a file.
///
/// # Errors
/// It is no whole model that this program can read, and why.
pub fn look(path: &Path) -> Result<About, Refusal> {
    let told = |cause: io::Error| match cause.kind() {
        io::ErrorKind::UnexpectedEof => "it ends in the middle: it was not copied completely".to_owned(),
        io::ErrorKind::InvalidData => cause.to_string(),
        _ => format!("it cannot be read: {cause}"),
    };
    let file = File::open(path).map_err(told)?;
    let about = file.metadata().map_err(told)?;
    if !about.is_file() {
        return Err("it is not a file".into());
    }
    read(BufReader::with_capacity(1 << 16, file), about.len()).map_err(told)
}

/// A value of the header, as far as anything is read out of it.
enum Value {
    Text(String),
    Number(u64),
    Other,
}

struct Reader<R> {
    from: R,
    /// Bytes that the file still has.
    left: u64,
}

fn read(from: impl Read + Seek, size: u64) -> io::Result<About> {
    let mut reader = Reader { from, left: size };
    if reader.bytes::<4>()? != *b"GGUF" {
        return Err(wrong("it is not a model in the format GGUF"));
    }
    let version = reader.u32()?;
    if !(2..=3).contains(&version) {
        return Err(wrong(&format!("it is in version {version} of the format; 2 and 3 are known")));
    }
    let (tensors, entries) = (reader.u64()?, reader.u64()?);
    if tensors == 0 || tensors > MOST_TENSORS || entries > MOST_ENTRIES {
        return Err(wrong("it says that it has an impossible number of parts"));
    }
    let mut header = BTreeMap::new();
    for _ in 0..entries {
        let key = reader.text(LONGEST_NAME)?;
        let kind = reader.u32()?;
        let value = reader.value(&key, kind)?;
        if header.insert(key.clone(), value).is_some() {
            return Err(wrong(&format!("it says {key:?} twice")));
        }
    }
    let number = |key: &str| match header.get(key) {
        Some(Value::Number(it)) => Some(*it),
        _ => None,
    };
    if number("split.count").is_some_and(|it| it > 1) {
        return Err(wrong("it is one of several parts; join them with gguf-split first"));
    }
    let alignment = number("general.alignment").unwrap_or(32);
    if !alignment.is_power_of_two() || alignment > 1 << 16 {
        return Err(wrong("its alignment is not one"));
    }
    let (parameters, end) = reader.tensors(tensors)?;
    let start = (size - reader.left).next_multiple_of(alignment);
    if start.checked_add(end).is_none_or(|it| it > size) {
        return Err(wrong("it ends in the middle: it was not copied completely"));
    }
    let text = |key: &str| match header.get(key) {
        Some(Value::Text(it)) => Some(it.clone()).filter(|it| !it.trim().is_empty()),
        _ => None,
    };
    let architecture =
        text("general.architecture").ok_or_else(|| wrong("it does not say which kind of model it is"))?;
    if architecture == "clip" || !header.contains_key("tokenizer.ggml.tokens") {
        return Err(wrong("it is no model that writes text"));
    }
    Ok(About {
        name: text("general.name"),
        license: text("general.license"),
        source: text("general.source.url").or_else(|| text("general.repo_url")).or_else(|| text("general.url")),
        parameters,
        context: number(&format!("{architecture}.context_length")),
        has_chat_template: text("tokenizer.chat_template").is_some(),
        architecture,
    })
}

impl<R: Read + Seek> Reader<R> {
    fn take(&mut self, bytes: u64) -> io::Result<()> {
        self.left = self.left.checked_sub(bytes).ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(())
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        self.take(N as u64)?;
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn u32(&mut self) -> io::Result<u32> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    fn u64(&mut self) -> io::Result<u64> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        self.take(bytes)?;
        let bytes = i64::try_from(bytes).map_err(|_| wrong("it says that it has an impossible length"))?;
        self.from.seek(SeekFrom::Current(bytes)).map(|_| ())
    }

    /// A text of at most `most` bytes.
    fn text(&mut self, most: u64) -> io::Result<String> {
        let length = self.u64()?;
        if length > most {
            return Err(wrong("one of its texts is impossibly long"));
        }
        self.take(length)?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut self.from).take(length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // Pieces of a vocabulary may be parts of characters.
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn value(&mut self, key: &str, kind: u32) -> io::Result<Value> {
        Ok(match kind {
            0 | 1 | 7 => Value::Number(self.bytes::<1>()?[0].into()),
            2 | 3 => Value::Number(u16::from_le_bytes(self.bytes()?).into()),
            4 | 5 => Value::Number(self.u32()?.into()),
            10 | 11 => Value::Number(self.u64()?),
            6 | 12 => {
                self.skip(if kind == 6 { 4 } else { 8 })?;
                Value::Other
            }
            8 => Value::Text(self.text(LONGEST_TEXT)?),
            9 => {
                self.list(key)?;
                Value::Other
            }
            _ => return Err(wrong(&format!("{key:?} in it is of an unknown kind"))),
        })
    }

    fn list(&mut self, key: &str) -> io::Result<()> {
        let (kind, count) = (self.u32()?, self.u64()?);
        let size = match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            10..=12 => 8,
            8 => return self.texts(key, count),
            _ => return Err(wrong(&format!("the list {key:?} in it is of an unknown kind"))),
        };
        self.skip(count.checked_mul(size).ok_or(io::ErrorKind::UnexpectedEof)?)
    }

    /// A list of texts. Two equal tokens would stop llama.cpp, and with it the process.
    fn texts(&mut self, key: &str, count: u64) -> io::Result<()> {
        if count > MOST_PIECES {
            return Err(wrong(&format!("the list {key:?} in it is impossibly long")));
        }
        let mut seen = HashSet::new();
        for _ in 0..count {
            let length = self.u64()?;
            if length > LONGEST_PIECE {
                return Err(wrong(&format!("a text of the list {key:?} in it is impossibly long")));
            }
            self.take(length)?;
            let mut piece = Vec::new();
            Read::by_ref(&mut self.from).take(length).read_to_end(&mut piece)?;
            if key == "tokenizer.ggml.tokens" && !seen.insert(piece) {
                return Err(wrong("two of its tokens are the same"));
            }
        }
        Ok(())
    }

    /// All tensors: the numbers they have together, and where the last ends, counted from where the first may begin.
    fn tensors(&mut self, count: u64) -> io::Result<(u64, u64)> {
        let impossible = || wrong("one of its tensors is impossibly large");
        let (mut numbers, mut end) = (0_u64, 0_u64);
        let mut names = HashSet::new();
        for _ in 0..count {
            let name = self.text(LONGEST_NAME)?;
            let dims = self.u32()?;
            if dims > MOST_DIMS {
                return Err(wrong(&format!("the tensor {name:?} in it has too many dimensions")));
            }
            let (mut size, mut first) = (1_u64, 1);
            for dim in 0..dims {
                let length = self.u64()?;
                first = if dim == 0 { length } else { first };
                size = size.checked_mul(length).filter(|it| *it > 0).ok_or_else(impossible)?;
            }
            let (kind, offset) = (self.u32()?, self.u64()?);
            let (block, bytes) = block(kind)
                .ok_or_else(|| wrong(&format!("the tensor {name:?} in it is of an unknown kind ({kind})")))?;
            if first % block != 0 {
                return Err(wrong(&format!("the tensor {name:?} in it does not fit its kind")));
            }
            let length = (size / block).checked_mul(bytes).ok_or_else(impossible)?;
            end = end.max(offset.checked_add(length).ok_or_else(impossible)?);
            numbers = numbers.checked_add(size).ok_or_else(impossible)?;
            if !names.insert(name) {
                return Err(wrong("two of its tensors have one name"));
            }
        }
        Ok((numbers, end))
    }
}

/// How many numbers stand in a block of a kind of tensor, and how many bytes it has (`ggml_type`).
fn block(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 | 26 => (1, 4),
        1 | 25 | 30 => (1, 2),
        24 => (1, 1),
        27 | 28 => (1, 8),
        2 | 20 => (32, 18),
        3 => (32, 20),
        6 => (32, 22),
        7 => (32, 24),
        8 => (32, 34),
        9 => (32, 36),
        10 => (256, 84),
        11 | 21 => (256, 110),
        12 => (256, 144),
        13 => (256, 176),
        14 => (256, 210),
        15 => (256, 292),
        16 | 35 => (256, 66),
        17 => (256, 74),
        18 => (256, 98),
        19 => (256, 50),
        22 => (256, 82),
        23 => (256, 136),
        29 => (256, 56),
        34 => (256, 54),
        39 => (32, 17),
        40 => (64, 36),
        41 => (128, 18),
        42 => (64, 18),
        _ => return None,
    })
}

fn wrong(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn text(it: &str) -> Vec<u8> {
        [&(it.len() as u64).to_le_bytes(), it.as_bytes()].concat()
    }

    fn entry(key: &str, value: &str) -> Vec<u8> {
        [text(key), 8_u32.to_le_bytes().to_vec(), text(value)].concat()
    }

    fn tokens(all: &[&str]) -> Vec<u8> {
        let head = [text("tokenizer.ggml.tokens"), 9_u32.to_le_bytes().to_vec(), 8_u32.to_le_bytes().to_vec()];
        let mut bytes = head.concat();
        bytes.extend((all.len() as u64).to_le_bytes());
        all.iter().for_each(|it| bytes.extend(text(it)));
        bytes
    }

    fn tensor(name: &str, dims: &[u64], kind: u32, offset: u64) -> Vec<u8> {
        let mut bytes = [text(name), (dims.len() as u32).to_le_bytes().to_vec()].concat();
        dims.iter().for_each(|it| bytes.extend(it.to_le_bytes()));
        [bytes, kind.to_le_bytes().to_vec(), offset.to_le_bytes().to_vec()].concat()
    }

    fn file(entries: &[Vec<u8>], tensors: &[Vec<u8>], data: usize) -> Vec<u8> {
        let mut bytes = b"GGUF\x03\0\0\0".to_vec();
        bytes.extend((tensors.len() as u64).to_le_bytes());
        bytes.extend((entries.len() as u64).to_le_bytes());
        entries.iter().chain(tensors).for_each(|it| bytes.extend(it));
        bytes.resize(bytes.len().next_multiple_of(32) + data, 0);
        bytes
    }

    /// The smallest file that is taken for a model.
    pub fn smallest() -> Vec<u8> {
        let entries = [
            entry("general.architecture", "llama"),
            entry("general.license", "apache-2.0"),
            entry("tokenizer.chat_template", "{{ it }}"),
            tokens(&["a", "b"]),
        ];
        file(&entries, &[tensor("first", &[64, 2], 2, 0), tensor("second", &[3], 0, 96)], 108)
    }

    fn about(bytes: &[u8]) -> Result<About, String> {
        read(Cursor::new(bytes), bytes.len() as u64).map_err(|it| match it.kind() {
            io::ErrorKind::UnexpectedEof => "cut".into(),
            _ => it.to_string(),
        })
    }

    #[test]
    fn a_file_says_what_it_is() {
        let about = about(&smallest()).unwrap();
        assert_eq!((about.architecture.as_str(), about.parameters), ("llama", 131));
        assert_eq!(about.license.as_deref(), Some("apache-2.0"));
        assert!(about.has_chat_template && about.context.is_none());
    }

    #[test]
    fn threat_86_a_file_that_is_cut_anywhere_is_refused() {
        let whole = smallest();
        for length in 0..whole.len() {
            assert!(about(&whole[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn threat_86_lengths_that_lead_astray_are_refused() {
        let start = [entry("general.architecture", "llama"), tokens(&["a"])];
        let with = |tensors: &[Vec<u8>]| about(&file(&start, tensors, 64)).unwrap_err();
        assert!(with(&[tensor("t", &[u64::MAX, 2], 0, 0)]).contains("impossibly large"));
        assert!(with(&[tensor("t", &[1 << 40], 0, 0)]).contains("ends in the middle"));
        assert!(with(&[tensor("t", &[4], 0, u64::MAX)]).contains("impossibly large"));
        assert!(with(&[tensor("t", &[1], 0, 64)]).contains("ends in the middle"));
        assert!(with(&[tensor("t", &[4], 99, 0)]).contains("unknown kind"));
        assert!(with(&[tensor("t", &[5], 2, 0)]).contains("does not fit"));
        assert!(with(&[tensor("t", &[1], 0, 0), tensor("t", &[1], 0, 0)]).contains("one name"));
        assert!(with(&[]).contains("impossible number"));
        let tensors = [tensor("t", &[4], 0, 0)];
        let headed = |entries: &[Vec<u8>]| about(&file(entries, &tensors, 64)).unwrap_err();
        assert!(headed(&[entry("general.architecture", "llama"), tokens(&["a", "a"])]).contains("are the same"));
        assert!(headed(&[tokens(&["a"])]).contains("which kind"));
        assert!(headed(&[entry("general.architecture", "llama")]).contains("writes text"));
        assert!(headed(&[entry("a", "b"), entry("a", "b")]).contains("twice"));
        let endless = [text("long"), 8_u32.to_le_bytes().to_vec(), u64::MAX.to_le_bytes().to_vec()].concat();
        assert!(headed(&[endless]).contains("impossibly long"));
        assert!(about(b"PK\x03\x04 and so on").unwrap_err().contains("GGUF"));
        assert!(about(b"GGUF\x09\0\0\0").unwrap_err().contains("version 9"));
    }

    proptest! {
        /// Case 86: whatever the bytes are, it ends soon and with an answer.
        #[test]
        fn threat_86_any_bytes_are_answered(mut at in 0_usize..400, bytes in prop::collection::vec(any::<u8>(), 1..9)) {
            let mut broken = smallest();
            at %= broken.len();
            let end = broken.len().min(at + bytes.len());
            broken[at..end].copy_from_slice(&bytes[..end - at]);
            let _ = about(&broken);
            let _ = about(&bytes);
        }
    }
}
