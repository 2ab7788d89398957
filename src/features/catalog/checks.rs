//! What is always true of the catalogue, beyond what its tables check themselves.

use std::{collections::HashSet, ops::ControlFlow};

use super::{
    Files, Product, html,
    store::{self, CATEGORIES},
};
use crate::{
    base::Result,
    platform::db::{ReadTxn, Record as _},
};

/// Describes every broken promise in a line.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    CATEGORIES.each(txn, |it| {
        let above = match it.parent {
            None => None,
            Some(parent) => match store::find_category(txn, parent)? {
                Some(parent) => Some(parent.path),
                None => {
                    faults.push(format!("catalog: {} stands below a category that is missing", it.id));
                    return Ok(ControlFlow::Continue(()));
                }
            },
        };
        let expected = above.map_or_else(|| it.slug().to_owned(), |above| format!("{above}/{}", it.slug()));
        if it.path != expected {
            faults.push(format!("catalog: {} has the path {} instead of {expected}", it.id, it.path));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    store::each(txn, |it| {
        if let Some(category) = it.category.filter(|id| !CATEGORIES.has(txn, *id).unwrap_or(true)) {
            faults.push(format!("catalog: {} stands in {category}, which is missing", it.id));
        }
        faults.extend(faults_of(&it).into_iter().map(|fault| format!("catalog: {} {fault}", it.key())));
        Ok(ControlFlow::Continue(()))
    })
}

fn faults_of(product: &Product) -> Vec<&'static str> {
    let files: Vec<_> = product.all_files().map(|it| it.id).collect();
    let names: HashSet<_> = product.editions.iter().map(|it| it.name.to_lowercase()).collect();
    let strays = |it: &super::Edition| match &it.files {
        Files::All => false,
        Files::Some(some) => some.iter().any(|file| !files.contains(file)),
    };
    let odd = |it: &super::Edition| it.sale.is_some_and(|sale| sale.is_on() != (it.price != it.regular_price()));
    let negative = |it: &super::Edition| it.price.least().amount < 0;
    let faults = [
        (product.revision == 0, "has no revision"),
        (product.updated < product.created, "changed before it was made"),
        (product.is_published() && product.retired.is_some(), "is published and retired"),
        (product.is_published() && product.on_sale().next().is_none(), "is published with nothing to buy"),
        (product.is_published() && product.scheduled.is_some(), "is published and will be"),
        (names.len() != product.editions.len(), "has two editions of one name"),
        (product.editions.iter().any(negative), "has a negative price"),
        (product.editions.iter().any(odd), "has a sale whose price is not asked"),
        (product.editions.iter().any(strays), "has an edition with a file that is in no release"),
        (html::sanitise(&product.description_html) != product.description_html, "has an unsafe description"),
    ];
    faults.into_iter().filter_map(|(broken, fault)| broken.then_some(fault)).collect()
}
