//! Bytes become text; a character that has not come as a whole waits for the rest of it.

/// Bytes that are not text yet.
#[derive(Default)]
pub struct Tail(Vec<u8>);

/// No character of UTF-8 has more bytes.
const LONGEST: usize = 4;

impl Tail {
    /// Where bytes are put.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// All whole characters. What can never become one is replaced by U+FFFD.
    pub fn text(&mut self) -> String {
        let mut text = String::new();
        loop {
            match std::str::from_utf8(&self.0) {
                Ok(rest) => {
                    text.push_str(rest);
                    self.0.clear();
                    return text;
                }
                Err(at) => {
                    let valid = at.valid_up_to();
                    text.push_str(&String::from_utf8_lossy(&self.0[..valid]));
                    let Some(broken) = at.error_len() else {
                        self.0.drain(..valid);
                        debug_assert!(self.0.len() < LONGEST, "the beginning of a character is shorter than one");
                        return text;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    self.0.drain(..valid + broken);
                }
            }
        }
    }

    /// What is left at the end.
    pub fn rest(&mut self) -> String {
        let mut text = self.text();
        if !self.0.is_empty() {
            self.0.clear();
            text.push(char::REPLACEMENT_CHARACTER);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_never_cut() {
        let whole = "Grüße, 世界 🦀!";
        for size in 1..6 {
            let mut tail = Tail::default();
            let mut said = String::new();
            for bytes in whole.as_bytes().chunks(size) {
                tail.bytes().extend_from_slice(bytes);
                let text = tail.text();
                assert!(!text.contains(char::REPLACEMENT_CHARACTER), "{text:?}");
                said += &text;
            }
            assert_eq!(said + &tail.rest(), whole);
        }
    }

    #[test]
    fn what_is_no_text_is_shown_as_such() {
        let mut tail = Tail::default();
        tail.bytes().extend_from_slice(b"a\xff\xc3(\xf0\x9f");
        assert_eq!((tail.text().as_str(), tail.rest().as_str()), ("a\u{fffd}\u{fffd}(", "\u{fffd}"));
        assert_eq!(tail.rest(), "");
    }
}
