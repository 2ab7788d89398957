//! The menu of the shop's office: each part brings its own entries, and everyone sees those that are for them.

use std::convert::Infallible;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{
    identity::identity,
    parts::{Icon, SideNav},
};
use crate::base::Role;

/// An entry of the office's menu.
#[derive(Debug, Clone, Copy)]
pub struct OfficeEntry {
    /// Where it stands: smaller numbers first.
    pub place: u16,
    /// The group it stands in: `""`, `"Selling"`, `"Setup"`.
    pub group: &'static str,
    /// The drawing before it.
    pub icon: Icon,
    /// What it reads.
    pub name: &'static str,
    /// Where it leads, below `/admin`.
    pub url: &'static str,
    /// For whom it is.
    pub role: Role,
}

/// All entries; managed state.
pub struct OfficeMenu(Vec<OfficeEntry>);

impl OfficeMenu {
    /// These entries, in the order of their places.
    pub fn new(mut entries: Vec<OfficeEntry>) -> Self {
        entries.sort_by_key(|it| (it.place, it.url));
        Self(entries)
    }

    /// What someone of `role` sees at `path`, with the entry marked that the page belongs to.
    pub fn side(&self, role: Role, path: &str) -> SideNav {
        let mut side = SideNav::new("Office");
        let mine: Vec<_> = self.0.iter().filter(|it| role.covers(it.role)).collect();
        let mut groups: Vec<&str> = mine.iter().map(|it| it.group).collect();
        groups.dedup();
        let mut seen = Vec::new();
        for group in groups {
            if seen.contains(&group) {
                continue;
            }
            seen.push(group);
            let links: Vec<_> =
                mine.iter().filter(|it| it.group == group).map(|it| (it.icon, it.name, it.url)).collect();
            side = side.group(group, &links);
        }
        let here = mine.iter().filter(|it| path == it.url || path.starts_with(&format!("{}/", it.url)));
        side.at(here.max_by_key(|it| it.url.len()).map_or("", |it| it.url))
    }

    /// Where the office opens for someone of `role`.
    pub fn first(&self, role: Role) -> Option<&'static str> {
        self.0.iter().find(|it| role.covers(it.role)).map(|it| it.url)
    }
}

/// The menu beside the page that is asked for; of no use to whoever may not open it.
#[derive(Debug, Clone, Default)]
pub struct Office(pub SideNav);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Office {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let role = identity(request).ok().flatten().map_or(Role::Customer, |it| it.role);
        let menu = request.rocket().state::<OfficeMenu>();
        Outcome::Success(Self(menu.map(|it| it.side(role, request.uri().path().as_str())).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(place: u16, group: &'static str, url: &'static str, role: Role) -> OfficeEntry {
        OfficeEntry { place, group, icon: Icon("users"), name: url, url, role }
    }

    #[test]
    fn everyone_sees_what_is_for_them() {
        let menu = OfficeMenu::new(vec![
            entry(90, "Setup", "/admin/taxes", Role::Admin),
            entry(10, "", "/admin/orders", Role::Support),
            entry(95, "", "/admin/users", Role::Admin),
        ]);
        let shown = |role, path| {
            let side = menu.side(role, path);
            let links = side.groups.iter().flat_map(|it| &it.links);
            links.map(|it| format!("{}{}", it.url, if it.current { "*" } else { "" })).collect::<Vec<_>>()
        };
        assert_eq!(shown(Role::Support, "/admin/orders/ord_1"), ["/admin/orders*"]);
        assert_eq!(shown(Role::Admin, "/admin/taxes"), ["/admin/orders", "/admin/users", "/admin/taxes*"]);
        assert_eq!(menu.first(Role::Admin), Some("/admin/orders"));
        assert_eq!(menu.first(Role::Seller), None);
    }
}
