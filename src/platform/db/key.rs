//! Keys as bytes that sort as the values do, so that any ordered byte store can hold them.

use crate::base::{Digest, Email, Id, Slug, Timestamp};

/// Something that can stand in a key, alone or within a tuple.
pub trait Key: Clone + PartialEq + Send + Sync + 'static {
    /// Appends bytes that compare as the values do and do not run into what follows.
    fn write(&self, out: &mut Vec<u8>);

    /// Takes back what [`Key::write`] appended; nothing if the bytes are not ours.
    fn read(input: &mut &[u8]) -> Option<Self>;

    /// The whole key.
    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        self.write(&mut out);
        out
    }
}

macro_rules! fixed {
    ($($type:ty, $len:literal, |$it:ident| $to:expr, |$raw:ident| $from:expr;)*) => {$(
        impl Key for $type {
            fn write(&self, out: &mut Vec<u8>) {
                let $it = self;
                out.extend_from_slice(&$to);
            }

            fn read(input: &mut &[u8]) -> Option<Self> {
                let ($raw, rest) = input.split_first_chunk::<$len>()?;
                *input = rest;
                Some($from)
            }
        }
    )*};
}

// Signed numbers get their sign turned, so that negative ones come first.
fixed! {
    u8, 1, |it| [*it], |raw| raw[0];
    bool, 1, |it| [u8::from(*it)], |raw| raw[0] != 0;
    u32, 4, |it| it.to_be_bytes(), |raw| u32::from_be_bytes(*raw);
    u64, 8, |it| it.to_be_bytes(), |raw| u64::from_be_bytes(*raw);
    i64, 8, |it| (*it ^ i64::MIN).to_be_bytes(), |raw| i64::from_be_bytes(*raw) ^ i64::MIN;
    [u8; 32], 32, |it| *it, |raw| *raw;
    Digest, 32, |it| it.to_bytes(), |raw| Digest::from_bytes(*raw);
    Timestamp, 8, |it| (it.millis() ^ i64::MIN).to_be_bytes(),
        |raw| Timestamp::from_millis(i64::from_be_bytes(*raw) ^ i64::MIN);
}

impl<K: 'static> Key for Id<K> {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_bytes());
    }

    fn read(input: &mut &[u8]) -> Option<Self> {
        let (raw, rest) = input.split_first_chunk::<16>()?;
        *input = rest;
        Some(Self::from_bytes(*raw))
    }
}

/// Text ends with a zero; a zero inside is written as zero and one.
impl Key for String {
    fn write(&self, out: &mut Vec<u8>) {
        for &byte in self.as_bytes() {
            out.push(byte);
            if byte == 0 {
                out.push(1);
            }
        }
        out.extend_from_slice(&[0, 0]);
    }

    fn read(input: &mut &[u8]) -> Option<Self> {
        let mut text = Vec::new();
        let mut at = 0;
        loop {
            match (*input.get(at)?, input.get(at + 1)) {
                (0, Some(0)) => break,
                (0, _) => {
                    text.push(0);
                    at += 2;
                }
                (byte, _) => {
                    text.push(byte);
                    at += 1;
                }
            }
        }
        *input = &input[at + 2..];
        Self::from_utf8(text).ok()
    }
}

macro_rules! textual {
    ($($type:ty),*) => {$(
        impl Key for $type {
            fn write(&self, out: &mut Vec<u8>) {
                self.as_str().to_owned().write(out);
            }

            fn read(input: &mut &[u8]) -> Option<Self> {
                Self::parse(&String::read(input)?).ok()
            }
        }
    )*};
}

textual!(Slug, Email);

impl<K: Key> Key for Option<K> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(it) = self {
            it.write(out);
        }
    }

    fn read(input: &mut &[u8]) -> Option<Self> {
        Some(if bool::read(input)? { Some(K::read(input)?) } else { None })
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt),*))*) => {$(
        impl<$($name: Key),*> Key for ($($name,)*) {
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$at.write(out);)*
            }

            fn read(input: &mut &[u8]) -> Option<Self> {
                Some(($($name::read(input)?,)*))
            }
        }
    )*};
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_sort_as_their_values(a: (String, i64, Option<u64>), b: (String, i64, Option<u64>)) {
            // A zero inside is the only byte whose order a terminator could disturb.
            prop_assert_eq!(a.cmp(&b), a.bytes().cmp(&b.bytes()));
        }

        #[test]
        fn keys_are_read_back(key: (String, i64, Option<u64>, bool), junk: Vec<u8>) {
            let bytes = key.bytes();
            prop_assert_eq!(<(String, i64, Option<u64>, bool)>::read(&mut &bytes[..]), Some(key));
            let _ = <(String, i64, Option<u64>, bool)>::read(&mut &junk[..]);
        }
    }
}
