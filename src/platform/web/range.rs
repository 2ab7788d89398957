//! Which part of a file is asked for (RFC 9110, 14).

/// Bytes of a file, from the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first of them.
    pub from: u64,
    /// How many.
    pub len: u64,
}

/// What a `Range` header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Everything: no range, one that cannot be read, or several, which nobody has to serve.
    Whole,
    /// One part that exists.
    Part(Part),
    /// A part that does not exist.
    Beyond,
}

impl Part {
    /// All of a file.
    pub fn whole(size: u64) -> Self {
        Self { from: 0, len: size }
    }

    /// Behind the last of them.
    pub fn end(self) -> u64 {
        self.from + self.len
    }

    /// As `Content-Range` tells it.
    pub fn of(self, size: u64) -> String {
        format!("bytes {}-{}/{size}", self.from, self.end().saturating_sub(1))
    }
}

/// What a header asks for of a file of `size` bytes.
pub fn asked(header: Option<&str>, size: u64) -> Asked {
    match header.and_then(|it| read(it.trim(), size)) {
        None => Asked::Whole,
        Some(None) => Asked::Beyond,
        Some(Some(part)) => Asked::Part(part),
    }
}

/// Nothing if it cannot be read or is more than one range; nothing within if there are no such bytes.
fn read(header: &str, size: u64) -> Option<Option<Part>> {
    let (unit, range) = header.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || size == 0 {
        return None;
    }
    let (from, end) = match (number(first)?, number(last)?) {
        (None, None) => return None,
        (None, Some(last)) => (size.saturating_sub(last), size),
        (Some(first), None) => (first, size),
        (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Some(_), Some(_)) => return None,
    };
    Some((from < end).then(|| Part { from, len: end - from }))
}

/// Nothing if it is not digits; nothing within if there are none.
fn number(text: &str) -> Option<Option<u64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let part = |from, len| Asked::Part(Part { from, len });
        for (header, wanted) in [
            ("bytes=0-", part(0, 100)),
            ("bytes=0-0", part(0, 1)),
            ("bytes=99-", part(99, 1)),
            ("Bytes = 10-19 ", part(10, 10)),
            ("bytes=90-1000", part(90, 10)),
            ("bytes=-10", part(90, 10)),
            ("bytes=-1000", part(0, 100)),
            ("bytes=0-18446744073709551615", part(0, 100)),
            ("bytes=0-99999999999999999999999", part(0, 100)),
            ("bytes=100-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=5-1", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=1.5-", Asked::Whole),
            ("bytes=+1-", Asked::Whole),
            ("bytes=--1", Asked::Whole),
            ("lines=0-1", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(asked(Some(header), 100), wanted, "{header}");
        }
        assert_eq!(asked(Some("bytes=0-"), 0), Asked::Whole);
        assert_eq!(Part { from: 10, len: 5 }.of(100), "bytes 10-14/100");
    }

    proptest! {
        #[test]
        fn whatever_is_asked_lies_within(header in "(bytes=)?[0-9, -]{0,40}|.*", size: u64) {
            if let Asked::Part(part) = asked(Some(&header), size) {
                prop_assert!(part.len > 0 && part.from < size && part.len <= size - part.from);
            }
        }
    }
}
