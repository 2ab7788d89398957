//! How wide words are in the fonts that every PDF reader has, and how they are encoded there.

/// A font of the base set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// Times Roman.
    Text,
    /// Helvetica Bold.
    Head,
}

/// A font at a size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) face: Face,
    pub(super) size: f32,
}

/// Advance widths in thousandths from the space to the tilde, as Adobe publishes them.
const TEXT: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
];
const HEAD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
];

impl Type {
    /// The width of one line in points.
    pub(super) fn width(self, words: &str) -> f32 {
        let (table, quotes) = match self.face {
            Face::Text => (&TEXT, (333, 444)),
            Face::Head => (&HEAD, (278, 500)),
        };
        let one = |c: char| match c {
            ' '..='~' => table[c as usize - 32],
            '‘' | '’' => quotes.0,
            '“' | '”' => quotes.1,
            '—' | '…' => 1000,
            _ => 556,
        };
        words.chars().map(|c| f32::from(one(c))).sum::<f32>() * self.size / 1000.0
    }

    /// Breaks words into lines of at most `room` points; a word that is longer stands alone.
    pub(super) fn wrap(self, words: &str, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in words.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(line) + self.width(" ") + self.width(word) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// The bytes of WinAnsiEncoding; what it lacks becomes a question mark.
pub(super) fn encoded(words: &str) -> Vec<u8> {
    let one = |c: char| match c {
        '€' => 0x80,
        '…' => 0x85,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        ' '..='~' | '\u{a0}'..='\u{ff}' => c as u32 as u8,
        _ => b'?',
    };
    words.chars().map(one).collect()
}
