//! The way through a long list, a page at a time.

use super::grouped;

/// Where one is in a list and how to go on.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// `1 to 24 of 2,380`.
    pub summary: String,
    /// The pages to offer; empty where all fits on one.
    pub pages: Vec<PageLink>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// One number of the pager.
#[derive(Debug, Clone)]
pub struct PageLink {
    /// The page's number.
    pub number: u64,
    /// Its address.
    pub url: String,
    /// One is here.
    pub current: bool,
    /// Some pages are left out before it.
    pub gap: bool,
}

impl Pager {
    /// The pager of a list of `total` entries, `size` on each page, at `page` (from 1).
    pub fn new(page: u64, size: u64, total: u64, url: impl Fn(u64) -> String) -> Self {
        let size = size.max(1);
        let last = total.div_ceil(size).max(1);
        let page = page.clamp(1, last);
        let first_entry = if total == 0 { 0 } else { (page - 1) * size + 1 };
        let last_entry = (page * size).min(total);
        Self {
            summary: format!("{} to {} of {}", grouped(first_entry), grouped(last_entry), grouped(total)),
            pages: if last > 1 { offered(page, last, &url) } else { vec![] },
            previous: (page > 1).then(|| url(page - 1)),
            next: (page < last).then(|| url(page + 1)),
        }
    }
}

/// The first, the last, and those around the present one.
fn offered(page: u64, last: u64, url: &impl Fn(u64) -> String) -> Vec<PageLink> {
    let near = page.saturating_sub(1).max(1)..=(page + 1).min(last);
    let mut numbers: Vec<u64> = [1].into_iter().chain(near).chain([last]).collect();
    numbers.dedup();
    let mut before = 0;
    let link = |number| {
        let gap = number > before + 1;
        before = number;
        PageLink { number, url: url(number), current: number == page, gap }
    };
    numbers.into_iter().map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: u64, total: u64) -> String {
        let pager = Pager::new(page, 10, total, |n| format!("?page={n}"));
        let text = |link: &PageLink| {
            format!("{}{}{}", if link.gap { ".. " } else { "" }, link.number, if link.current { "*" } else { "" })
        };
        pager.pages.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn long_lists_leave_out_the_middle() {
        assert_eq!(shown(1, 5), "");
        assert_eq!(shown(1, 31), "1* 2 .. 4");
        assert_eq!(shown(2, 31), "1 2* 3 4");
        assert_eq!(shown(50, 1000), "1 .. 49 50* 51 .. 100");
        assert_eq!(shown(100, 1000), "1 .. 99 100*");
    }

    #[test]
    fn ends_have_no_way_on() {
        let only = Pager::new(7, 10, 3, |n| n.to_string());
        assert_eq!((only.summary.as_str(), only.previous, only.next), ("1 to 3 of 3", None, None));
        let none = Pager::new(1, 10, 0, |n| n.to_string());
        assert_eq!(none.summary, "0 to 0 of 0");
        let middle = Pager::new(2, 24, 2380, |n| n.to_string());
        assert_eq!(middle.summary, "25 to 48 of 2,380");
        assert_eq!((middle.previous.as_deref(), middle.next.as_deref()), (Some("1"), Some("3")));
    }
}
