//! The navigation beside the pages of an area in which people work: their account, a seller's desk, the shop's office.

use super::Icon;

/// The way around an area; each page with the layout `app.html` carries one as its field `side`.
#[derive(Debug, Clone, Default)]
pub struct SideNav {
    /// What screen readers call it, such as `Account`.
    pub name: String,
    /// Its links, in groups.
    pub groups: Vec<SideGroup>,
}

/// Links that belong together.
#[derive(Debug, Clone, Default)]
pub struct SideGroup {
    /// What stands above them; empty for the first group.
    pub name: String,
    /// The links.
    pub links: Vec<SideLink>,
}

/// One link of it.
#[derive(Debug, Clone)]
pub struct SideLink {
    /// The drawing before it.
    pub icon: Icon,
    /// What it reads.
    pub name: String,
    /// Where it leads.
    pub url: String,
    /// How many things wait there; may be empty.
    pub count: String,
    /// Whether the page belongs to it.
    pub current: bool,
}

impl SideNav {
    /// An area without links yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), groups: Vec::new() }
    }

    /// With another group of links: drawing, name, address.
    #[must_use]
    pub fn group(mut self, name: &str, links: &[(Icon, &str, &str)]) -> Self {
        let links = links.iter().map(|(icon, name, url)| SideLink {
            icon: *icon,
            name: (*name).to_owned(),
            url: (*url).to_owned(),
            count: String::new(),
            current: false,
        });
        self.groups.push(SideGroup { name: name.to_owned(), links: links.collect() });
        self
    }

    /// With the link to `url` marked as that of the page.
    #[must_use]
    pub fn at(mut self, url: &str) -> Self {
        self.links().for_each(|it| it.current = it.url == url);
        self
    }

    /// With a number at the link to `url`, unless it is 0.
    #[must_use]
    pub fn counting(mut self, url: &str, count: u64) -> Self {
        let text = if count == 0 { String::new() } else { super::grouped(count) };
        self.links().filter(|it| it.url == url).for_each(|it| it.count.clone_from(&text));
        self
    }

    fn links(&mut self) -> impl Iterator<Item = &mut SideLink> {
        self.groups.iter_mut().flat_map(|it| &mut it.links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_is_that_of_the_page() {
        let side = SideNav::new("Office").group("", &[(Icon("users"), "Users", "/admin/users")]);
        let side = side.group("Setup", &[(Icon("mail"), "E-mail", "/admin/mail")]);
        let side = side.at("/admin/mail").counting("/admin/users", 1200).counting("/admin/mail", 0);
        let told: Vec<_> =
            side.groups.iter().flat_map(|it| &it.links).map(|it| (it.count.as_str(), it.current)).collect();
        assert_eq!(told, [("1,200", false), ("", true)]);
    }
}
