//! Which product of this shop is meant by what a sale of another one calls it.

use std::{collections::HashMap, ops::ControlFlow};

use super::sale::Sale;
use crate::{
    base::{EditionId, Error, ProductId, Result, SellerId, Slug},
    features::{
        catalog::{self, Edition, Product},
        licenses, sellers,
    },
    platform::db::{ReadTxn, Reads},
};

/// That a name in the file means a product here, and perhaps one of its editions: `Brush Pack (Studio) = brush-pack/Studio`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The name of the item, with or without its variant, its permalink, or what programs call it.
    pub name: String,
    /// The slug or identifier of the product.
    pub product: String,
    /// The name of the edition, if it is said.
    pub edition: Option<String>,
}

impl Alias {
    /// Reads `name=product` or `name=product/edition`.
    ///
    /// # Errors
    /// A side is empty.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong =
            || Error::invalid("products", format!("“{}”: write NAME=product or NAME=product/edition", text.trim()));
        // What programs call a product may end with equals signs, and no slug has one.
        let (name, product) = text.rsplit_once('=').ok_or_else(wrong)?;
        let (product, edition) = match product.split_once('/') {
            Some((product, edition)) => (product, Some(edition.trim().to_owned())),
            None => (product, None),
        };
        let (name, product) = (name.trim().to_owned(), product.trim().to_owned());
        if name.is_empty() || product.is_empty() || edition.as_ref().is_some_and(String::is_empty) {
            return Err(wrong());
        }
        Ok(Self { name, product, edition })
    }

    /// Reads one a line.
    ///
    /// # Errors
    /// A line cannot be read.
    pub fn parse_all(text: &str) -> Result<Vec<Self>> {
        text.lines().filter(|it| !it.trim().is_empty()).map(Self::parse).collect()
    }
}

/// What exactly was sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub product: ProductId,
    pub edition: EditionId,
}

/// What is here, by what the file calls it.
pub(super) struct Shelf {
    seller: Option<SellerId>,
    aliases: HashMap<String, (ProductId, Option<String>)>,
    /// Names as they were given, for programs that go on asking by them.
    pub names: Vec<(String, ProductId)>,
    /// By title in lower case; made when it is first needed.
    titles: Option<HashMap<String, Vec<ProductId>>>,
    known: HashMap<(String, String, String), Option<Place>>,
}

impl Shelf {
    /// # Errors
    /// An alias names no product, or there is no such seller.
    pub fn of(txn: &ReadTxn, aliases: &[Alias], seller: Option<&Slug>) -> Result<Self> {
        let wrong = |it: String| Error::invalid("products", it);
        let seller = match seller {
            None => None,
            Some(slug) => {
                let found = sellers::find_by_slug(txn, slug)?;
                Some(found.ok_or_else(|| Error::invalid("seller", format!("There is no seller “{slug}”")))?.id)
            }
        };
        let (mut by_name, mut names) = (HashMap::new(), Vec::new());
        for it in aliases {
            let product = catalog::find_by_name(txn, &it.product)?.filter(|it| seller.is_none_or(|id| id == it.seller));
            let product = product.ok_or_else(|| wrong(format!("There is no product “{}”", it.product)))?;
            if let Some(edition) = &it.edition
                && named_edition(&product, edition).is_none()
            {
                return Err(wrong(format!("{} has no edition “{edition}”", product.title)));
            }
            by_name.insert(it.name.to_lowercase(), (product.id, it.edition.clone()));
            names.push((it.name.clone(), product.id));
        }
        Ok(Self { seller, aliases: by_name, names, titles: None, known: HashMap::new() })
    }

    /// What a sale is of.
    ///
    /// # Errors
    /// Nothing here is known by that name, or it is not clear which edition is meant.
    pub fn find(&mut self, txn: &ReadTxn, sale: &Sale) -> Result<Place> {
        let key = (sale.item.clone(), sale.permalink.clone(), sale.variant.clone());
        if let Some(Some(known)) = self.known.get(&key) {
            return Ok(*known);
        }
        let found = self.look(txn, sale);
        self.known.insert(key, found.as_ref().ok().copied());
        found
    }

    fn look(&mut self, txn: &ReadTxn, sale: &Sale) -> Result<Place> {
        let called = sale.called();
        let alias = [&called, &sale.permalink, &sale.item]
            .into_iter()
            .find_map(|it| self.aliases.get(&it.to_lowercase()).cloned());
        let (product, edition) = match alias {
            Some((product, edition)) => (catalog::get(txn, product)?, edition),
            None => (self.product(txn, sale)?, None),
        };
        let edition = edition_of(&product, edition.as_deref(), &sale.variant)?;
        Ok(Place { product: product.id, edition: edition.id })
    }

    /// By what programs call it, then by its address, then by its title.
    fn product(&mut self, txn: &ReadTxn, sale: &Sale) -> Result<Product> {
        let mine = |it: &Product, seller: Option<SellerId>| seller.is_none_or(|id| id == it.seller);
        if !sale.permalink.is_empty() {
            let named = licenses::named(txn, &sale.permalink)?.map(|it| catalog::find(txn, it)).transpose()?.flatten();
            let found = match named {
                Some(it) => Some(it),
                None => catalog::find_by_name(txn, &sale.permalink)?,
            };
            if let Some(found) = found.filter(|it| mine(it, self.seller)) {
                return Ok(found);
            }
        }
        let titles = match &mut self.titles {
            Some(known) => known,
            none => none.insert(titles(txn, self.seller)?),
        };
        match titles.get(&sale.item.to_lowercase()).map_or(&[][..], Vec::as_slice) {
            [one] => catalog::get(txn, *one),
            [] => {
                Err(Error::invalid("item name", "No product here has this name or permalink; say which one is meant"))
            }
            _ => Err(Error::invalid("item name", "Several products here have this name; say which one is meant")),
        }
    }
}

fn titles(txn: &impl Reads, seller: Option<SellerId>) -> Result<HashMap<String, Vec<ProductId>>> {
    let mut titles: HashMap<String, Vec<ProductId>> = HashMap::new();
    catalog::each(txn, |it| {
        if seller.is_none_or(|id| id == it.seller) {
            titles.entry(it.title.to_lowercase()).or_default().push(it.id);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(titles)
}

/// Those that are sold come first, so that an old one of the same name is not meant.
fn named_edition<'a>(product: &'a Product, name: &str) -> Option<&'a Edition> {
    let fits = |it: &&Edition| it.name.eq_ignore_ascii_case(name) || it.id.to_string() == name;
    product.on_sale().find(fits).or_else(|| product.editions.iter().find(fits))
}

/// The edition that was said, the one with the name of the variant or of a part of it, or the only one that there is.
fn edition_of<'a>(product: &'a Product, said: Option<&str>, variant: &str) -> Result<&'a Edition> {
    if let Some(found) = said.and_then(|it| named_edition(product, it)) {
        return Ok(found);
    }
    let parts = std::iter::once(variant).chain(variant.split([',', '/', '|']).map(str::trim));
    if let Some(found) = parts.filter(|it| !it.is_empty()).find_map(|it| named_edition(product, it)) {
        return Ok(found);
    }
    let mut sold = product.on_sale();
    match (sold.next().or(product.editions.first()), sold.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Error::invalid("variants", format!("{} has no editions yet", product.title))),
        _ => Err(Error::invalid("variants", format!("{} has several editions; say which one is meant", product.title))),
    }
}
