//! Where in the world a network address is, as far as a file tells that the operator provides: any in MaxMind's format
//! that has countries or cities in it. Without a file nothing is known, and nothing is claimed.

use std::{net::IpAddr, path::Path, sync::Arc};

use maxminddb::{LookupResult, PathElement, Reader, WithinOptions, path};

use crate::base::{Error, ErrorKind, Result};

/// Among so many networks of a file, one has to tell of a country.
const TRIED: usize = 10_000;
/// The longest name of a place that is kept.
const LONGEST: usize = 80;

/// What is known of places; managed state, clones share it.
#[derive(Clone, Default)]
pub struct Places(Option<Arc<Reader<Vec<u8>>>>);

impl Places {
    /// Reads `file`; without one, nothing is known.
    ///
    /// # Errors
    /// The file cannot be read, is of another format, or has no countries in it. The error names it.
    pub fn open(file: Option<&Path>) -> Result<Self> {
        let Some(file) = file else { return Ok(Self::default()) };
        let refused = |why: String| {
            let text = format!("The configuration was refused. security.places: {} {why}", file.display());
            Error::of(ErrorKind::Invalid, text)
        };
        let reader = Reader::open_readfile(file).map_err(|cause| refused(format!("cannot be read: {cause}")))?;
        match has_countries(&reader) {
            Ok(true) => Ok(Self(Some(Arc::new(reader)))),
            Ok(false) => Err(refused("has no countries in it".into())),
            Err(cause) => Err(refused(format!("is damaged: {cause}"))),
        }
    }

    /// The country of `address`, by its two letters in ISO 3166-1.
    pub fn country(&self, address: IpAddr) -> Option<String> {
        self.found(address).and_then(|it| country(&it))
    }

    /// Where `address` is, in words: `Berlin, Germany`, or the country alone.
    pub fn place(&self, address: IpAddr) -> Option<String> {
        let found = self.found(address)?;
        let country = first(&found, &[&path!["country", "names", "en"], &path!["country_name"], &path!["country"]])
            .or_else(|| country(&found));
        let city = first(&found, &[&path!["city", "names", "en"], &path!["city"]]);
        match (city, country) {
            (Some(city), Some(country)) if city != country => Some(format!("{city}, {country}")),
            (city, country) => country.or(city),
        }
    }

    fn found(&self, address: IpAddr) -> Option<LookupResult<'_, Vec<u8>>> {
        self.0.as_ref()?.lookup(address.to_canonical()).ok()
    }
}

/// Files of MaxMind and DB-IP have it in a map of its own, those of IPinfo as a word.
fn country(found: &LookupResult<'_, Vec<u8>>) -> Option<String> {
    let code = first(found, &[&path!["country", "iso_code"], &path!["country_code"], &path!["country"]])?;
    (code.len() == 2 && code.bytes().all(|it| it.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
}

/// The first of `paths` that leads to a word.
fn first(found: &LookupResult<'_, Vec<u8>>, paths: &[&[PathElement<'_>]]) -> Option<String> {
    let text = paths.iter().find_map(|path| found.decode_path::<String>(path).ok().flatten())?;
    let text: String = text.chars().filter(|it| !it.is_control()).take(LONGEST).collect();
    (!text.trim().is_empty()).then_some(text)
}

fn has_countries(reader: &Reader<Vec<u8>>) -> Result<bool, maxminddb::MaxMindDbError> {
    for found in reader.networks(WithinOptions::default())?.take(TRIED) {
        if country(&found?).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
