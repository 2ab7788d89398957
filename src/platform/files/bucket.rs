//! Files in a bucket of S3, or of a store that speaks like it, under the names that they have in the folder.
//!
//! A file appears there whole or not at all: the store sees to that, and each piece that is sent carries its own
//! signature. So nothing that stands there was ever cut off half-way.

use std::{fs::File, io::Read, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{TryStreamExt, stream::BoxStream};
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetRange, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt,
    RetryConfig,
    aws::AmazonS3Builder,
    client::{HttpClient, HttpConnector},
    path::Path,
    signer::{SignedUrlOptions, Signer},
};
use reqwest::{Client, Method, redirect};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use sha2::{Digest as _, Sha256};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::{JoinSet, block_in_place, spawn_blocking},
};

use super::{Blob, FilesConfig, folder::shelf};
use crate::base::{Digest, Error, Result, Timestamp};

/// Larger files go up in pieces of this size, or of larger ones where there would be too many.
const PIECE: u64 = 8 << 20;
/// A store takes ten thousand pieces of a file; a few are left for luck.
const MOST_PIECES: u64 = 9_000;
/// So many pieces of a file are on their way at once, and in memory.
const AT_ONCE: usize = 2;
/// Connecting takes no longer.
const CONNECTING: Duration = Duration::from_secs(3);
/// Nothing comes for so long: the store is gone.
const SILENCE: Duration = Duration::from_secs(30);

/// A bucket and what is needed to get at it.
pub(super) struct Bucket {
    store: Arc<dyn ObjectStore>,
    /// Nobody in a bucket in memory.
    signer: Option<Arc<dyn Signer>>,
    prefix: String,
    /// What an operator calls it.
    pub called: String,
    runtime: Handle,
}

/// A file as the bucket has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub blob: Blob,
    pub changed: Timestamp,
}

/// The bytes of a file as they arrive.
pub(super) type Flow = BoxStream<'static, object_store::Result<Bytes>>;

/// Requests of the store go out by our own client: TLS on ring, and the certificate authorities of the others.
#[derive(Debug)]
struct Connector(HttpClient);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(self.0.clone())
    }
}

impl Bucket {
    /// The bucket that the settings name. Nothing is called yet.
    pub(super) fn open(config: &FilesConfig) -> Result<Self> {
        let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: 2, retry_timeout: SILENCE };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_access_key_id(&config.access_key)
            .with_secret_access_key(config.secret_key.expose())
            .with_virtual_hosted_style_request(!config.path_style)
            .with_allow_http(true)
            .with_retry(retry)
            .with_http_connector(Connector(HttpClient::new(client()?)));
        if let Some(endpoint) = &config.endpoint {
            let whole = endpoint.to_string();
            builder = builder.with_endpoint(match whole.split_once("://") {
                Some((scheme, host)) if !config.path_style => format!("{scheme}://{}.{host}", config.bucket),
                _ => whole,
            });
        }
        let store = Arc::new(builder.build().map_err(Error::internal)?);
        let at = config.endpoint.as_ref().map(|it| format!(" at {it}")).unwrap_or_default();
        Ok(Self {
            signer: Some(store.clone()),
            store,
            prefix: config.prefix.clone(),
            called: format!("the bucket “{}”{at}", config.bucket),
            runtime: Handle::try_current().map_err(Error::internal)?,
        })
    }

    /// A bucket that is gone with its last handle, for tests.
    pub(super) fn in_memory() -> Result<Self> {
        Ok(Self {
            store: Arc::new(object_store::memory::InMemory::new()),
            signer: None,
            prefix: "shop".into(),
            called: "a bucket in memory".into(),
            runtime: Handle::try_current().map_err(Error::internal)?,
        })
    }

    /// Waits for what the bucket says, on a thread that may: also from where the runtime's own threads are, whose other work
    /// goes to others meanwhile.
    pub(super) fn wait<T: Send>(&self, answer: impl Future<Output = Result<T>> + Send) -> Result<T> {
        let runtime = &self.runtime;
        let elsewhere = || {
            let waited = std::thread::scope(|scope| scope.spawn(|| runtime.block_on(answer)).join());
            waited.map_err(|_| Error::internal("asking the bucket panicked"))?
        };
        match Handle::try_current().map(|it| it.runtime_flavor()) {
            Ok(RuntimeFlavor::MultiThread) => block_in_place(elsewhere),
            _ => elsewhere(),
        }
    }

    /// The file of this name, if there is one.
    pub(super) async fn find(&self, hash: &Digest) -> Result<Option<Found>> {
        match self.store.head(&self.path(hash)).await {
            Ok(about) => Ok(Some(found(*hash, &about))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(self.away(cause)),
        }
    }

    /// The bytes of a file from `from` up to `to`, with its whole size. Nothing if there is no such file.
    pub(super) async fn read(&self, hash: &Digest, from: u64, to: u64) -> Result<Option<(u64, Flow)>> {
        let options = GetOptions { range: Some(GetRange::Bounded(from..to)), ..GetOptions::default() };
        match self.store.get_opts(&self.path(hash), options).await {
            Ok(got) => Ok(Some((got.meta.size, got.into_stream()))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(self.away(cause)),
        }
    }

    /// Sends `file` up, whose bytes must be those of `blob`.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`](crate::base::ErrorKind::Conflict) if they are others: then nothing was kept. The store cannot
    /// be reached.
    pub(super) async fn put(&self, blob: Blob, file: File) -> Result<()> {
        let path = self.path(&blob.sha256);
        let piece = blob.size.div_ceil(MOST_PIECES).next_multiple_of(1 << 20).max(PIECE);
        let mut source = Source { file, hash: Sha256::new(), size: 0 };
        if blob.size <= piece {
            let (read, bytes) = source.next(piece).await?;
            source = read;
            source.must_be(&blob)?;
            self.store.put(&path, bytes.into()).await.map_err(|cause| self.away(cause))?;
        } else {
            let mut upload = self.store.put_multipart(&path).await.map_err(|cause| self.away(cause))?;
            if let Err(error) = self.send(&mut *upload, source, &blob, piece).await {
                if let Err(cause) = upload.abort().await {
                    tracing::warn!("pieces of {} may stay in {}: {cause}", blob.sha256, self.called);
                }
                return Err(error);
            }
        }
        match self.find(&blob.sha256).await? {
            Some(found) if found.blob == blob => Ok(()),
            _ => Err(Error::internal(format!("{} did not keep {} as it was sent", self.called, blob.sha256))),
        }
    }

    async fn send(&self, upload: &mut dyn MultipartUpload, mut source: Source, blob: &Blob, piece: u64) -> Result<()> {
        let mut under_way = JoinSet::new();
        let arrived = |outcome: Option<Result<object_store::Result<()>, _>>| match outcome {
            Some(Err(cause)) => Err(Error::internal(cause)),
            Some(Ok(Err(cause))) => Err(self.away(cause)),
            Some(Ok(Ok(()))) | None => Ok(()),
        };
        loop {
            let (read, bytes) = source.next(piece).await?;
            source = read;
            if bytes.is_empty() {
                break;
            }
            if under_way.len() >= AT_ONCE {
                arrived(under_way.join_next().await)?;
            }
            under_way.spawn(upload.put_part(bytes.into()));
        }
        source.must_be(blob)?;
        while !under_way.is_empty() {
            arrived(under_way.join_next().await)?;
        }
        upload.complete().await.map_err(|cause| self.away(cause))?;
        Ok(())
    }

    /// Every file that is there; names that are not hashes are not ours.
    pub(super) async fn all(&self) -> Result<Vec<Found>> {
        let prefix = (!self.prefix.is_empty()).then(|| Path::from(self.prefix.as_str()));
        let found = self.store.list(prefix.as_ref()).try_filter_map(|about| async move {
            let name = about.location.as_ref();
            let name = name.strip_prefix(&self.prefix).unwrap_or(name).trim_start_matches('/').replacen('/', "", 1);
            Ok(name.parse().ok().map(|hash| self::found(hash, &about)))
        });
        found.try_collect().await.map_err(|cause| self.away(cause))
    }

    /// Throws a file away.
    pub(super) async fn remove(&self, hash: &Digest) -> Result<()> {
        match self.store.delete(&self.path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(self.away(cause)),
        }
    }

    /// An address at which the store itself sends a file, for `span`, with these headers. Nothing where nobody signs.
    pub(super) async fn address(
        &self,
        hash: &Digest,
        disposition: &str,
        media_type: &str,
        span: Duration,
    ) -> Result<Option<String>> {
        let Some(signer) = &self.signer else { return Ok(None) };
        let options = SignedUrlOptions::new().with_query([
            ("response-cache-control", "private, no-store"),
            ("response-content-disposition", disposition),
            ("response-content-type", media_type),
        ]);
        let signed = signer.signed_url_opts(Method::GET, &self.path(hash), span, &options).await;
        Ok(Some(signed.map_err(Error::internal)?.into()))
    }

    /// Puts other bytes in the place of a file, as no shop does.
    #[cfg(test)]
    pub(super) async fn overwrite(&self, hash: &Digest, bytes: Vec<u8>) {
        self.store.put(&self.path(hash), bytes.into()).await.unwrap();
    }

    fn path(&self, hash: &Digest) -> Path {
        let name = shelf(hash);
        Path::from(if self.prefix.is_empty() { name } else { format!("{}/{name}", self.prefix) })
    }

    /// The store does not answer, or not as it should: the operator's to mend, and it passes.
    fn away(&self, cause: object_store::Error) -> Error {
        tracing::error!("{} cannot be used: {cause}", self.called);
        Error::unavailable("The shop's files cannot be reached just now. Please try again in a few minutes")
            .because(cause)
            .after(Duration::from_secs(120))
    }
}

fn found(hash: Digest, about: &ObjectMeta) -> Found {
    let changed = Timestamp::from_millis(about.last_modified.timestamp_millis());
    Found { blob: Blob { sha256: hash, size: about.size }, changed }
}

fn client() -> Result<Client> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(CONNECTING)
        .read_timeout(SILENCE)
        .redirect(redirect::Policy::none())
        .http1_only()
        .no_proxy()
        .user_agent(concat!("Bodega/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(Error::internal)
}

/// A file that is sent up, and what its bytes have come to so far.
struct Source {
    file: File,
    hash: Sha256,
    size: u64,
}

impl Source {
    /// The next piece; an empty one at the end.
    async fn next(mut self, piece: u64) -> Result<(Self, Bytes)> {
        spawn_blocking(move || {
            let mut bytes = Vec::new();
            Read::by_ref(&mut self.file).take(piece).read_to_end(&mut bytes)?;
            self.hash.update(&bytes);
            self.size += bytes.len() as u64;
            Ok((self, bytes.into()))
        })
        .await
        .map_err(Error::internal)?
    }

    fn must_be(&self, blob: &Blob) -> Result<()> {
        let sha256 = Digest::from_bytes(self.hash.clone().finalize().into());
        if (sha256, self.size) == (blob.sha256, blob.size) {
            return Ok(());
        }
        Err(Error::conflict(format!("The file {} holds other bytes and was not sent up", blob.sha256)))
    }
}
