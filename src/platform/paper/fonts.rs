//! The letters that documents are printed with.

use std::{borrow::Cow, fs, path::Path, sync::Arc};

use krilla::Data;

use crate::{
    base::{Error, ErrorKind, Result},
    platform::web::assets,
};

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// Running text.
    #[default]
    Regular,
    /// Headings and sums.
    Bold,
}

/// The fonts of the shop: Noto Sans, and one more that the operator may name, for letters that it lacks.
#[derive(Clone)]
pub struct Fonts(Arc<Files>);

struct Files {
    regular: Option<Data>,
    bold: Option<Data>,
    further: Option<Data>,
}

impl Fonts {
    /// The shop's own fonts, and the one in the file `further`.
    ///
    /// # Errors
    /// That file is not there, or is no font.
    pub fn open(further: Option<&Path>) -> Result<Self> {
        let further = further.map(read).transpose()?;
        let own = |name: &str| assets::unserved(name).map(data);
        Ok(Self(Arc::new(Files { regular: own("paper-regular.ttf"), bold: own("paper-bold.ttf"), further })))
    }

    /// The fonts to look for a letter in, the best first.
    pub(super) fn of(&self, weight: Weight) -> Result<Vec<Data>> {
        let own = match weight {
            Weight::Regular => &self.0.regular,
            Weight::Bold => &self.0.bold,
        };
        let own = own.clone().ok_or_else(|| Error::internal("the fonts of documents were not built: npm run build"))?;
        Ok([Some(own), self.0.further.clone()].into_iter().flatten().collect())
    }
}

fn read(path: &Path) -> Result<Data> {
    let refused = |why: String| Error::of(ErrorKind::Invalid, format!("invoices.font: {} {why}", path.display()));
    let bytes = fs::read(path).map_err(|cause| refused(format!("cannot be read: {cause}")))?;
    if rustybuzz::Face::from_slice(&bytes, 0).is_none() {
        return Err(refused("is no TrueType or OpenType font".into()));
    }
    Ok(bytes.into())
}

fn data(bytes: Cow<'static, [u8]>) -> Data {
    match bytes {
        Cow::Borrowed(bytes) => bytes.into(),
        Cow::Owned(bytes) => bytes.into(),
    }
}
