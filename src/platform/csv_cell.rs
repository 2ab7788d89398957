//! Cells that a spreadsheet does not mistake for a formula.

/// A cell with an apostrophe before it if a spreadsheet would compute it, or if it looks as if it had one already.
pub fn escape(cell: &str) -> String {
    if is_risky(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Takes back what [`escape`] did, and the apostrophe that other programs set before long numbers.
pub fn unescape(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_risky(rest) || is_number(rest) => rest,
        _ => cell,
    }
}

fn is_risky(cell: &str) -> bool {
    let rest = cell.trim_start_matches('\'');
    rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'])
        || (rest.len() < cell.len() && is_number(rest))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_is_risky_is_marked() {
        assert_eq!(escape("=1+1"), "'=1+1");
        assert_eq!(escape("'80s synths"), "'80s synths");
        assert_eq!(unescape("'80s synths"), "'80s synths");
        assert_eq!(unescape("'4912345678901"), "4912345678901");
        assert_eq!(escape("Aurora"), "Aurora");
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(cell in "['=+@\t0-9a-]{0,8}") {
            let escaped = escape(&cell);
            prop_assert_eq!(unescape(&escaped), &*cell);
            prop_assert!(!escaped.starts_with(['=', '+', '-', '@', '\t']));
        }
    }
}
