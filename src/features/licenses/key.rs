//! What proves a licence.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{Error, Result};

/// Crockford's base 32: nothing in it can be mistaken for something else.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 5;
/// A key of another shop or of a pool has so many characters at most.
const LONGEST: usize = 200;

/// What proves a licence: 150 random bits as `7Q2MX-K4D9T-REWBA-0PV6C-H5N3J-8FGZS`, or whatever its maker's pool or an
/// earlier shop gave out. Shown as it was made; found in any case, with or without dashes and spaces.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LicenseKey {
    text: String,
    letters: String,
}

/// How the keys of an edition look. Each carries at least 128 random bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Six groups of five letters and digits, none of which can be mistaken for another: 150 bits.
    #[default]
    Groups,
    /// Four groups of eight hexadecimal digits, as Gumroad's keys: 128 bits.
    Hex,
}

impl Format {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Groups, Self::Hex];

    /// As forms and programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Hex => "hex",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.word() == text);
        found.ok_or_else(|| Error::invalid("format", "Choose groups or hex"))
    }
}

impl LicenseKey {
    /// How many random bytes make a key.
    pub const RANDOM: usize = 30;

    /// The key of these random bytes, as six groups of five.
    pub fn new(random: [u8; Self::RANDOM]) -> Self {
        Self::made(Format::Groups, "", random)
    }

    /// The key of these random bytes in a format, behind a prefix if there is one.
    pub fn made(format: Format, prefix: &str, random: [u8; Self::RANDOM]) -> Self {
        let body = match format {
            Format::Groups => {
                let letters: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
                grouped(&letters, GROUP)
            }
            Format::Hex => grouped(&data_encoding::HEXUPPER.encode(&random[..16]), 8),
        };
        Self::of(if prefix.is_empty() { body } else { format!("{prefix}-{body}") })
    }

    fn of(text: String) -> Self {
        let letters = letters(&text);
        Self { text, letters }
    }

    /// Reads what a person typed: in any case, with or without dashes and spaces, `O` for `0`, `I` or `L` for `1`.
    ///
    /// # Errors
    /// It has fewer than four letters and digits, more than 200 characters, or others than ASCII has.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let printable = text.bytes().all(|it| it.is_ascii_graphic() || it == b' ');
        let unfit = || Error::invalid("key", "A key has letters, digits and dashes");
        if !printable || text.len() > LONGEST {
            return Err(unfit());
        }
        // Keys of before were kept without their dashes.
        let bare = text.len() == Self::RANDOM && text.bytes().all(|it| LETTERS.contains(&it));
        let key = Self::of(if bare { grouped(text, GROUP) } else { text.to_owned() });
        if key.letters.len() < 4 { Err(unfit()) } else { Ok(key) }
    }

    /// The letters alone, as the store finds them.
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// All but its end hidden, for lists that others may see over somebody's shoulder.
    pub fn masked(&self) -> String {
        let shown = self.letters.len().min(6).min(self.letters.len() / 2);
        format!("…{}", &self.letters[self.letters.len() - shown..])
    }
}

/// What is compared: nobody has to type a key exactly.
fn letters(text: &str) -> String {
    let one = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let mut letters = String::with_capacity(text.len());
    letters.extend(text.chars().filter(|c| !matches!(c, '-' | ' ' | '_')).map(one));
    letters
}

fn grouped(letters: &str, size: usize) -> String {
    let groups = letters.as_bytes().chunks(size).map(|it| String::from_utf8_lossy(it).into_owned());
    groups.collect::<Vec<_>>().join("-")
}

impl fmt::Display for LicenseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for LicenseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LicenseKey({})", self.masked())
    }
}

impl TryFrom<String> for LicenseKey {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<LicenseKey> for String {
    fn from(key: LicenseKey) -> Self {
        key.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_people_type_them() {
        let random = std::array::from_fn(|n| n as u8 * 7);
        let key = LicenseKey::new(random);
        let text = key.to_string();
        assert_eq!((text.len(), text.matches('-').count()), (35, 5));
        let same = |typed: &str| LicenseKey::parse(typed).is_ok_and(|it| it.letters() == key.letters());
        assert!(same(&text) && same(&text.to_lowercase().replace('-', " ")) && same(&format!("  {text} ")));
        assert!(same(&text.replace('0', "o").replace('1', "l")));
        assert_eq!(LicenseKey::parse(&text.replace('-', "")).unwrap(), key, "as keys were kept once");
        assert!(!same(&text[1..]) && !same(&format!("{text}A")));
        for wrong in ["", "-", "ab", &"é".repeat(30), &"A".repeat(201), "line\nbreak"] {
            assert_eq!(LicenseKey::parse(wrong).unwrap_err().fields[0].0, "key", "{wrong}");
        }
        assert!(!format!("{key:?}").contains(&text[..10]), "keys stay out of logs");
    }

    #[test]
    fn keys_have_the_format_that_was_chosen() {
        let random = std::array::from_fn(|n| n as u8);
        assert_eq!(LicenseKey::made(Format::Hex, "", random).to_string(), "00010203-04050607-08090A0B-0C0D0E0F");
        let named = LicenseKey::made(Format::Groups, "SYNTH", random).to_string();
        assert!(named.starts_with("SYNTH-01234-56789-ABCDE"), "{named}");
        for format in Format::ALL {
            assert_eq!(format.word().parse::<Format>().unwrap(), format);
        }
    }

    /// Case 35: too many keys to guess one.
    #[test]
    fn keys_carry_at_least_128_bits() {
        const { assert!(LicenseKey::RANDOM * 5 >= 128) };
        let ends = |last: u8| {
            let mut random = [0; LicenseKey::RANDOM];
            random[15] = last;
            LicenseKey::made(Format::Hex, "", random).to_string()
        };
        assert_ne!(ends(1), ends(2), "all sixteen bytes are in it");
    }
}
