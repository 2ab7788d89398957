//! What has been sent becomes files and pictures of a product.

use tokio::io::AsyncReadExt;

use crate::{
    base::{Error, Result, UserId},
    features::{
        catalog::{FileName, Narrower, NewFile, NewImage},
        uploads::Upload,
    },
    platform::{
        files::{Blob, Files},
        pictures,
    },
};

/// A stored file by the name that somebody gave it. Its type is told by that name, and nobody's browser opens it.
pub(super) fn new_file(name: &str, blob: Blob) -> NewFile {
    let name = FileName::of(name);
    let media_type = mime_guess::from_path(name.as_str()).first_or_octet_stream().essence_str().to_owned();
    NewFile { name, media_type, size: blob.size, sha256: blob.sha256 }
}

/// Makes the picture in a stored file anew and stores it, in several widths.
///
/// # Errors
/// It is no picture that is taken; the disk fails.
pub(super) async fn new_image(files: &Files, blob: Blob, alt: &str) -> Result<NewImage> {
    if blob.size > pictures::MAX_BYTES {
        let advice = format!("A picture may have {} MB; this file has more", pictures::MAX_BYTES >> 20);
        return Err(Error::invalid("file", advice));
    }
    let mut bytes = Vec::new();
    files.open(blob).await?.take(pictures::MAX_BYTES).read_to_end(&mut bytes).await?;
    let mut kept = Vec::new();
    for picture in pictures::remade(bytes).await? {
        let (width, height) = (picture.width, picture.height);
        kept.push((width, height, files.put_bytes(picture.bytes).await?));
    }
    let (width, height, widest) = kept.first().copied().ok_or_else(|| Error::internal("a picture became none"))?;
    let mut narrower: Vec<_> = kept.iter().skip(1).map(|it| Narrower { width: it.0, sha256: it.2.sha256 }).collect();
    narrower.reverse();
    Ok(NewImage {
        sha256: widest.sha256,
        media_type: pictures::MEDIA_TYPE.into(),
        width,
        height,
        narrower,
        alt: alt.into(),
    })
}

/// The bytes of a whole upload of `owner`.
///
/// # Errors
/// It is another's, or not complete.
pub(super) fn whole(upload: &Upload, owner: UserId) -> Result<Blob> {
    if upload.owner != owner {
        return Err(Error::not_found("There is no such upload of yours"));
    }
    upload.whole.ok_or_else(|| Error::conflict("This upload is not complete yet; send the rest of it first"))
}
