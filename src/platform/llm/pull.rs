//! A model comes from the web: what broke off goes on where it was, and nothing has its name before it is whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::Path,
    time::Duration,
};

use futures::StreamExt;
use reqwest::{
    Response, StatusCode, Url,
    header::{ETAG, IF_RANGE, RANGE},
    redirect,
};
use serde::{Deserialize, Serialize};

use super::{
    gguf, net,
    shelf::{self, Model, Newcomer, Shelf},
};
use crate::{
    base::{Error, Result},
    platform::progress::Progress,
};

const CONNECT: Duration = Duration::from_secs(15);
/// The server may be silent for so long.
const SILENCE: Duration = Duration::from_secs(60);
const REDIRECTS: usize = 10;

/// Whose beginning lies there.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Begun {
    url: String,
    etag: String,
}

/// Fetches the file at `url` and installs it.
///
/// # Errors
/// The address is not safe, the server does not give it, it is no whole model, its hash is another one, the name is taken, or
/// there is no room.
pub async fn pull(shelf: &Shelf, url: &str, newcomer: &Newcomer<'_>, progress: &dyn Progress) -> Result<Model> {
    let advice = "write an address that begins with https://";
    let url = Url::parse(url.trim()).ok().filter(net::is_safe).ok_or_else(|| Error::invalid("url", advice))?;
    let name = shelf.free_name(newcomer.name, url.path())?;
    shelf.prepare(0)?;
    let part = shelf.folder().join(format!("{name}.part"));
    fetch(shelf, &url, &part, progress).await?;
    let refuse = |why: String| {
        let _ = fs::remove_file(&part).and_then(|()| fs::remove_file(begun(&part)));
        Error::invalid("url", format!("what came from {url} was refused: {why}"))
    };
    let about = gguf::look(&part).map_err(refuse)?;
    let size = fs::metadata(&part)?.len();
    let mut done = 0;
    let sha256 = shelf::hash(&mut File::open(&part)?, |bytes| {
        done += bytes.len() as u64;
        progress.at(done, Some(size), "bytes hashed");
        Ok(())
    })?;
    // What was asked for may hold a password or a signature in its query.
    let mut source = url.clone();
    source.set_query(None);
    let _ = source.set_username("");
    let _ = source.set_password(None);
    let newcomer = Newcomer { source: newcomer.source.or(Some(source.as_str())), ..*newcomer };
    let model = shelf.install(&part, name, &about, sha256, &newcomer);
    let _ = fs::remove_file(begun(&part));
    model
}

async fn fetch(shelf: &Shelf, url: &Url, part: &Path, progress: &dyn Progress) -> Result<()> {
    let safe_only = redirect::Policy::custom(|attempt| {
        if attempt.previous().len() > REDIRECTS {
            attempt.error("it sends from one place to the next")
        } else if net::is_safe(attempt.url()) {
            attempt.follow()
        } else {
            attempt.error("it sends to a place without TLS")
        }
    });
    let client = net::client()?.connect_timeout(CONNECT).read_timeout(SILENCE).redirect(safe_only);
    let client = client.build().map_err(Error::internal)?;
    let have = fs::metadata(part).map_or(0, |it| it.len());
    let known: Begun = fs::read(begun(part)).ok().and_then(|it| serde_json::from_slice(&it).ok()).unwrap_or_default();
    let mut request = client.get(url.clone());
    // Without a tag nobody can say whether the rest belongs to the beginning.
    if have > 0 && known.url == url.as_str() && !known.etag.is_empty() {
        request = request.header(RANGE, format!("bytes={have}-")).header(IF_RANGE, &known.etag);
    }
    let unreachable = |cause: reqwest::Error| {
        let message = format!("{} cannot be reached", url.host_str().unwrap_or_default());
        Error::unavailable(message).because(cause.without_url())
    };
    let answer = request.send().await.map_err(unreachable)?;
    let have = match answer.status() {
        StatusCode::PARTIAL_CONTENT => have,
        StatusCode::OK => 0,
        StatusCode::RANGE_NOT_SATISFIABLE => {
            fs::remove_file(part)?;
            return Err(Error::unavailable("The file there has changed; call it again to begin anew"));
        }
        status => return Err(Error::unavailable(format!("{} answers {status}", url.host_str().unwrap_or_default()))),
    };
    let etag = answer.headers().get(ETAG).and_then(|it| it.to_str().ok());
    // A weak tag does not promise the same bytes (RFC 9110, 13.1.5).
    let etag = etag.filter(|it| !it.starts_with("W/")).unwrap_or_default().to_owned();
    let tag = serde_json::to_vec(&Begun { url: url.as_str().to_owned(), etag }).map_err(Error::internal)?;
    fs::write(begun(part), tag)?;
    save(shelf, answer, part, have, progress).await
}

async fn save(shelf: &Shelf, answer: Response, part: &Path, have: u64, progress: &dyn Progress) -> Result<()> {
    let total = answer.content_length().map(|it| it + have);
    shelf.prepare(total.unwrap_or(0).saturating_sub(have))?;
    let mut file = OpenOptions::new().create(true).write(true).truncate(have == 0).append(have > 0).open(part)?;
    let mut done = have;
    let mut bytes = answer.bytes_stream();
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|cause| {
            let message = format!("The line broke after {} MB; call it again to go on", done >> 20);
            Error::unavailable(message).because(cause.without_url())
        })?;
        file.write_all(&piece)?;
        done += piece.len() as u64;
        progress.at(done, total, "bytes");
        // A page of HTML is not fetched to its end.
        if done - (piece.len() as u64) < 4 && done >= 4 {
            let mut start = [0; 4];
            File::open(part)?.read_exact(&mut start)?;
            if start != *b"GGUF" {
                let _ = fs::remove_file(part);
                return Err(Error::invalid("url", "what lies there is not a model in the format GGUF"));
            }
        }
        if total.is_none() {
            shelf.prepare(0)?;
        }
    }
    file.sync_all()?;
    match total {
        Some(total) if total != done => {
            Err(Error::unavailable("The line broke before the end; call it again to go on"))
        }
        _ => Ok(()),
    }
}

fn begun(part: &Path) -> std::path::PathBuf {
    part.with_extension("begun")
}
