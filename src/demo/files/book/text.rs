//! The notation of the manuscripts: `# ` begins a chapter, `- ` an item of a list, every other line is a paragraph.

/// A chapter.
pub(super) struct Chapter<'a> {
    pub(super) title: &'a str,
    pub(super) blocks: Vec<Block>,
}

/// A paragraph or an item.
pub(super) enum Block {
    /// Running text.
    Text(String),
    /// One point of a list.
    Item(String),
}

/// Reads a manuscript.
pub(super) fn chapters(manuscript: &str) -> Vec<Chapter<'_>> {
    let mut all: Vec<Chapter<'_>> = Vec::new();
    for line in manuscript.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix("# ") {
            all.push(Chapter { title, blocks: Vec::new() });
        } else if let Some(chapter) = all.last_mut() {
            chapter.blocks.push(match line.strip_prefix("- ") {
                Some(item) => Block::Item(curved(item)),
                None => Block::Text(curved(line)),
            });
        }
    }
    all
}

/// Curved quotation marks and apostrophes for straight ones.
pub(super) fn curved(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut before = ' ';
    for c in words.chars() {
        let opens = before.is_whitespace() || before == '(';
        out.push(match c {
            '"' if opens => '“',
            '"' => '”',
            '\'' if opens => '‘',
            '\'' => '’',
            c => c,
        });
        before = c;
    }
    out
}
