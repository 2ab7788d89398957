//! The whole catalogue as a CSV, sellers by name.

use std::{collections::HashMap, io::Write, ops::ControlFlow};

use crate::{
    base::{Result, SellerId},
    features::{
        catalog::{self, export::Writer},
        sellers,
    },
    platform::{db::Reads, progress::Progress},
};

/// Writes every product, drafts and retired ones too, as it was at one moment; gives their number.
/// Memory does not grow with the catalogue.
pub fn export(txn: &impl Reads, out: impl Write, progress: &dyn Progress) -> Result<u64> {
    let mut writer = Writer::new(out)?;
    let mut names: HashMap<SellerId, String> = HashMap::new();
    let total = catalog::count_all(txn)?;
    let mut done = 0;
    catalog::each(txn, |product| {
        let name = match names.get(&product.seller) {
            Some(name) => name.clone(),
            None => sellers::get(txn, product.seller)?.name.to_string(),
        };
        let bundles = product.editions.iter().filter(|it| !it.bundle.is_empty());
        let bundles =
            bundles.map(|it| Ok((it.id, catalog::write_bundle(txn, &it.bundle)?))).collect::<Result<Vec<_>>>()?;
        writer.write(&product, &catalog::lineage(txn, product.category)?, &name, &bundles)?;
        names.insert(product.seller, name);
        done += 1;
        if done % 100 == 0 {
            progress.at(done, Some(total), "products");
        }
        Ok(ControlFlow::Continue(()))
    })?;
    writer.finish()?;
    Ok(done)
}
