//! The files that come with a licence.

use crate::{
    base::EditionId,
    features::{
        catalog::{File, Product, Release},
        delivery::FileFacts,
    },
    platform::files::Blob,
};

/// The files of the newest release that come with an edition.
pub(super) fn of(product: &Product, edition: EditionId) -> Vec<FileFacts> {
    let (Some(release), Some(edition)) = (product.latest(), product.edition(edition)) else { return Vec::new() };
    product.files_of(edition).into_iter().map(|file| fact(release, file)).collect()
}

fn fact(release: &Release, file: &File) -> FileFacts {
    FileFacts {
        id: file.id,
        name: file.name.to_string(),
        media_type: file.media_type.clone(),
        blob: Blob { sha256: file.sha256, size: file.size },
        release: release.version.clone(),
        released_at: release.published_at,
    }
}
