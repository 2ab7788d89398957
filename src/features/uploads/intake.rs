//! Where the bytes of uploads come in.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    join,
    time::{sleep, timeout},
};

use super::{Checksum, Upload, UploadsConfig, checksum::Sum, complete, forget, note, store};
use crate::{
    base::{Error, ErrorKind, Result, Timestamp, UploadId},
    platform::{
        db::{Db, Record as _},
        files::{Claim, Mark, Part, Parts},
        signing::{Keys, Signer},
    },
};

/// So much is read at once; twice as much is held in memory for each connection.
const CHUNK: usize = 1 << 18;
/// After so many bytes they are flushed, and it is noted how far the file has come.
const STRIDE: u64 = 16 << 20;
/// So often, and after so long each time, it is looked whether a line that broke has ended.
const LOOKS: u32 = 20;
const LOOK: Duration = Duration::from_millis(50);
/// A line that says nothing for so long is taken for lost: whoever sends can go on by another.
const SILENCE: Duration = Duration::from_secs(15);
/// So many uploads are swept in one write.
const GROUP: usize = 100;
/// What the tokens of uploads begin with.
const PREFIX: &str = "up_";

/// Takes in what is uploaded; managed state, clones share it.
#[derive(Clone)]
pub struct Intake {
    db: Db,
    parts: Parts,
    keys: Keys,
    rules: UploadsConfig,
}

/// A piece that is to be added.
#[derive(Debug, Clone, Default)]
pub struct Arriving {
    /// Where it belongs.
    pub offset: u64,
    /// How long it is said to be.
    pub length: Option<u64>,
    /// What it must come to.
    pub checksum: Option<Checksum>,
}

/// How reading ended.
enum Read {
    /// There may be more.
    More(Bytes),
    /// That was all.
    Last(Bytes),
    /// The line broke behind these.
    Broken(Bytes, Error),
}

impl Intake {
    /// Where `parts` lie on the disk.
    pub fn new(db: Db, parts: Parts, keys: Keys, rules: UploadsConfig) -> Self {
        Self { db, parts, keys, rules }
    }

    /// What may be uploaded.
    pub fn rules(&self) -> &UploadsConfig {
        &self.rules
    }

    /// Whether the disk has room for a file of `length` bytes.
    ///
    /// # Errors
    /// [`Error::unavailable`]: it has not.
    pub fn has_room(&self, length: u64) -> Result<()> {
        if self.parts.has_room(length) {
            return Ok(());
        }
        tracing::warn!("an upload of {length} bytes was turned away: the disk has no room for it");
        Err(Error::unavailable("The shop's disk has no room for this file just now"))
    }

    /// A word that opens this one upload until it is given up, for scripts of our own pages.
    pub fn token(&self, upload: &Upload) -> String {
        let mut payload = upload.id.to_bytes().to_vec();
        payload.extend(upload.created.plus(self.rules.life()).millis().to_be_bytes());
        format!("{PREFIX}{}", self.signer().seal(&payload))
    }

    /// The upload that such a word opens. Nothing if it is no such word.
    ///
    /// # Errors
    /// [`Error::unauthenticated`] if it was not written by this shop, or too long ago.
    pub fn opened_by(&self, word: &str, now: Timestamp) -> Result<Option<UploadId>> {
        let Some(sealed) = word.strip_prefix(PREFIX) else { return Ok(None) };
        let refused = || Error::unauthenticated("This upload was open for too long; choose the file again");
        let payload = self.signer().open(sealed).map_err(|_| refused())?;
        let (id, until) = payload.split_first_chunk::<16>().ok_or_else(refused)?;
        let until = i64::from_be_bytes(until.try_into().map_err(|_| refused())?);
        if now.millis() < until { Ok(Some(UploadId::from_bytes(*id))) } else { Err(refused()) }
    }

    fn signer(&self) -> Signer {
        self.keys.signer("upload")
    }

    /// Adds what `reader` gives to an upload. What has arrived stays when the line breaks, unless it came with a
    /// checksum, which then cannot be held against it. The last byte makes the file whole.
    ///
    /// # Errors
    /// [`ErrorKind::Locked`] while somebody else adds to it; [`Error::conflict`] if the piece belongs elsewhere;
    /// [`Error::too_large`] if it is longer than what is missing; [`ErrorKind::Garbled`] if its checksum says so.
    pub async fn append(&self, id: UploadId, piece: Arriving, reader: impl AsyncRead + Unpin) -> Result<Upload> {
        let claim = self.claim(id)?;
        let upload = self.db.look(|txn| store::UPLOADS.get(txn, id))?;
        if piece.offset != upload.offset() {
            return Err(Error::conflict(format!("This upload goes on at byte {}", upload.offset())));
        }
        if piece.length.is_some_and(|it| it > upload.rest()) {
            return Err(too_long());
        }
        if upload.whole.is_some() {
            return Ok(upload);
        }
        let part = claim.open(upload.mark.clone()).await?;
        if part.mark().size != upload.mark.size {
            let mark = Mark::default();
            self.note(id, mark).await?;
            return Err(Error::conflict("What was uploaded before is gone; this upload goes on at byte 0"));
        }
        let (upload, claim) = self.pour(&upload, part, piece.checksum.map(Checksum::sum), reader).await?;
        if upload.rest() > 0 {
            return Ok(upload);
        }
        self.finish(claim, &upload).await
    }

    /// Reads and writes side by side, and keeps how far it has come.
    async fn pour(
        &self,
        upload: &Upload,
        mut part: Part,
        mut sum: Option<Sum>,
        mut reader: impl AsyncRead + Unpin,
    ) -> Result<(Upload, Claim)> {
        let start = part.mark().size;
        let (mut noted, mut size) = (start, start);
        let mut read = next(&mut reader).await;
        let broken = loop {
            let (bytes, end) = match read {
                Read::More(bytes) => (bytes, None),
                Read::Last(bytes) => (bytes, Some(None)),
                Read::Broken(bytes, error) => (bytes, Some(Some(error))),
            };
            size += bytes.len() as u64;
            if size > upload.length {
                // What lies behind the last mark is cut off when the next piece comes.
                return Err(too_long());
            }
            if let Some(sum) = &mut sum {
                sum.add(&bytes);
            }
            if let Some(broken) = end {
                part = part.write(bytes).await?;
                break broken;
            }
            let (written, following) = join!(part.write(bytes), next(&mut reader));
            (part, read) = (written?, following);
            if sum.is_none() && size - noted >= STRIDE {
                part = part.flush().await?;
                self.note(upload.id, part.mark()).await?;
                noted = size;
            }
        };
        let broken = match (sum, broken) {
            (Some(_), Some(error)) => return Err(error),
            (Some(sum), None) => {
                sum.check()?;
                None
            }
            (None, broken) => broken,
        };
        let part = part.flush().await?;
        let upload = self.note(upload.id, part.mark()).await?;
        match broken {
            Some(error) => Err(error),
            None => Ok((upload, part.release())),
        }
    }

    async fn note(&self, id: UploadId, mark: Mark) -> Result<Upload> {
        let life = self.rules.life();
        self.db.write(move |txn| note(txn, id, &mark, life)).await
    }

    /// Makes an upload whole all of whose bytes are here, as after its last piece, or after a crash right behind it.
    ///
    /// # Errors
    /// [`ErrorKind::Locked`] while somebody else is at it; the disk fails.
    pub async fn heal(&self, upload: Upload) -> Result<Upload> {
        if upload.whole.is_some() || upload.rest() > 0 {
            return Ok(upload);
        }
        let claim = self.claim(upload.id)?;
        self.finish(claim, &upload).await
    }

    async fn finish(&self, claim: Claim, upload: &Upload) -> Result<Upload> {
        let blob = claim.finish(upload.mark.clone()).await?;
        let (id, life) = (upload.id, self.rules.life());
        self.db.write(move |txn| complete(txn, id, blob, life)).await
    }

    /// Gives an upload up; what has arrived of it is thrown away.
    ///
    /// # Errors
    /// [`ErrorKind::Locked`] while somebody adds to it.
    pub async fn remove(&self, id: UploadId) -> Result<()> {
        let claim = self.claim(id)?;
        self.db.write(move |txn| forget(txn, id)).await?;
        claim.remove().await
    }

    /// Gives up what nothing came of, and throws away bytes that belong to no upload.
    ///
    /// # Errors
    /// The store or the disk fails.
    pub async fn sweep(&self, now: Timestamp) -> Result<()> {
        loop {
            let expired = self.db.look(|txn| store::expired(txn, now, GROUP))?;
            let mut gone = 0;
            for upload in &expired {
                match self.remove(upload.id).await {
                    Ok(()) => gone += 1,
                    // Somebody adds to it at this very moment.
                    Err(error) if error.kind == ErrorKind::Locked => {}
                    Err(error) => return Err(error),
                }
            }
            if gone < GROUP {
                break;
            }
        }
        let parts = self.parts.clone();
        let names = tokio::task::spawn_blocking(move || parts.names_blocking()).await.map_err(Error::internal)??;
        for name in names {
            let known = match name.parse::<UploadId>() {
                Ok(id) => self.db.look(|txn| store::UPLOADS.has(txn, id))?,
                Err(_) => false,
            };
            if let Some(claim) = self.parts.claim(&name).filter(|_| !known) {
                claim.remove().await?;
            }
        }
        Ok(())
    }

    /// Waits a little until nobody adds to an upload any more, and says how far it has come: whoever comes back over
    /// another line is often quicker than the end of the one that broke, whose last bytes count as well.
    ///
    /// # Errors
    /// There is none of that id.
    pub async fn settled(&self, id: UploadId) -> Result<Upload> {
        for _ in 0..LOOKS {
            if self.claim(id).is_ok() {
                break;
            }
            sleep(LOOK).await;
        }
        self.get(id)
    }

    fn claim(&self, id: UploadId) -> Result<Claim> {
        let busy = || Error::of(ErrorKind::Locked, "Somebody is sending this file just now; try again in a moment");
        self.parts.claim(&id.to_string()).ok_or_else(busy)
    }

    /// What an upload has come to by now, or not found.
    ///
    /// # Errors
    /// There is none of that id.
    pub fn get(&self, id: UploadId) -> Result<Upload> {
        self.db.look(|txn| store::find(txn, id))?.ok_or_else(|| Error::not_found(Upload::MISSING))
    }
}

async fn next(reader: &mut (impl AsyncRead + Unpin)) -> Read {
    let mut chunk = BytesMut::with_capacity(CHUNK);
    while chunk.len() < CHUNK {
        let broken = |cause: String| Error::invalid("body", "The upload broke off").because(cause);
        match timeout(SILENCE, reader.read_buf(&mut chunk)).await {
            Ok(Ok(0)) => return Read::Last(chunk.freeze()),
            Ok(Ok(_)) => {}
            Ok(Err(cause)) => return Read::Broken(chunk.freeze(), broken(cause.to_string())),
            Err(_) => return Read::Broken(chunk.freeze(), broken("nothing came for a while".into())),
        }
    }
    Read::More(chunk.freeze())
}

fn too_long() -> Error {
    Error::too_large("That is more than this upload was announced with")
}
