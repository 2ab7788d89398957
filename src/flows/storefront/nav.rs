//! The links below the search box: what is new, hot or on sale, and the top of the category tree.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    base::{Result, links},
    features::catalog,
    platform::{
        db::{Db, Reads},
        web::NavItem,
    },
};

/// As many categories stand in the header; all of them are on the front page.
const MOST: usize = 9;
/// What stands before them.
pub const DOORS: [(&str, &str); 3] =
    [("New", "/products?sort=newest"), ("Hot", "/products?sort=hot"), ("Deals", "/deals")];

/// Gives the links, put together anew only when the catalogue has changed.
pub fn nav(db: Db) -> impl Fn() -> Arc<[NavItem]> + Send + Sync {
    let kept: Mutex<Option<(u64, Arc<[NavItem]>)>> = Mutex::new(None);
    move || {
        let generation = db.shown_generation();
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((then, items)) if *then == generation => items.clone(),
            _ => {
                let items: Arc<[NavItem]> = db.look(items).unwrap_or_default().into();
                *kept = Some((generation, items.clone()));
                items
            }
        }
    }
}

fn items(txn: &impl Reads) -> Result<Vec<NavItem>> {
    let mut branches = catalog::tree(txn)?;
    branches.retain(|it| it.count > 0);
    branches.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.category.label.cmp(&b.category.label)));
    if catalog::newest(txn, 1)?.is_empty() {
        return Ok(vec![]);
    }
    let shelves = branches.into_iter().take(MOST);
    let shelves = shelves.map(|it| NavItem::new(it.category.label, links::category(&it.category.path)));
    Ok(DOORS.map(|(name, url)| NavItem::new(name, url)).into_iter().chain(shelves).collect())
}
