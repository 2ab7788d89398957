//! Words that only this shop can have written: tokens in links, signed with a secret of the data folder.
//!
//! Each purpose has a key of its own, derived from the one secret, so that a token made for one is worthless for another.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use rand::random;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::base::{Error, Result};

const MAC: usize = 32;
/// By which links and tokens are signed.
const SIGNING: &str = "signing.key";
/// By which licence files are signed.
const LICENSES: &str = "licenses.key";

/// After so many rotations a secret is forgotten.
const KEPT: usize = 4;

/// The secrets of a shop, the present one first; managed state, clones share them. Whoever has the first can write
/// every token; what older ones signed is still read.
#[derive(Clone)]
pub struct Keys(Arc<Ring>);

struct Ring {
    secrets: RwLock<Vec<[u8; 32]>>,
    /// Seeds of Ed25519 keys, the present one first. They are never forgotten: programs that were shipped know their
    /// public halves.
    licenses: RwLock<Vec<[u8; 32]>>,
    generation: AtomicU64,
}

/// Signs and reads the tokens of one purpose.
#[derive(Clone)]
pub struct Signer(Vec<[u8; 32]>);

/// A token that was not written by this shop for this purpose, or not in these letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tampered;

impl Keys {
    /// Reads the secret in `folder`, or makes one at the first start. Removing its file ends all links there are.
    pub fn open(folder: &Path) -> Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(Self::of(open(folder, SIGNING)?, open(folder, LICENSES)?))
    }

    /// A given secret, for tests.
    pub fn fixed(secret: [u8; 32]) -> Self {
        let license = mac(&secret, &[b"bodega licenses 1"]);
        Self::of(vec![secret], vec![license])
    }

    fn of(secrets: Vec<[u8; 32]>, licenses: Vec<[u8; 32]>) -> Self {
        let (secrets, licenses) = (RwLock::new(secrets), RwLock::new(licenses));
        Self(Arc::new(Ring { secrets, licenses, generation: AtomicU64::new(0) }))
    }

    /// The seeds of the Ed25519 keys (RFC 8032) by which licence files are signed, the present one first.
    pub fn license_seeds(&self) -> Vec<[u8; 32]> {
        self.0.licenses.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a new key for licence files before those in `folder`. The older ones stay published, so that files which
    /// they have signed are verified as before.
    pub fn rotate_licenses(&self, folder: &Path) -> Result<()> {
        let mut seeds = self.0.licenses.write().unwrap_or_else(PoisonError::into_inner);
        let renewed: Vec<[u8; 32]> = std::iter::once(random()).chain(seeds.iter().copied()).collect();
        keep(folder, LICENSES, &lines(&renewed))?;
        *seeds = renewed;
        Ok(())
    }

    /// Puts a new secret before those in `folder`. Older ones go on being read, unless they are to be forgotten: then
    /// every link and token there is ends at once.
    pub fn rotate(&self, folder: &Path, forget: bool) -> Result<()> {
        let mut secrets = self.0.secrets.write().unwrap_or_else(PoisonError::into_inner);
        let older = if forget { Vec::new() } else { secrets.clone() };
        let renewed: Vec<[u8; 32]> = std::iter::once(random()).chain(older).take(KEPT).collect();
        keep(folder, SIGNING, &lines(&renewed))?;
        *secrets = renewed;
        self.0.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// Grows with each rotation: whoever remembers what was signed compares it.
    pub fn generation(&self) -> u64 {
        self.0.generation.load(Ordering::Acquire)
    }

    /// How many secrets there are: the present one and those that are still read.
    pub fn len(&self) -> usize {
        self.0.secrets.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there are none, which cannot be.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all secrets but the present one: whatever older ones signed ends at once.
    pub fn forget_older(&self, folder: &Path) -> Result<()> {
        let mut secrets = self.0.secrets.write().unwrap_or_else(PoisonError::into_inner);
        let present: Vec<[u8; 32]> = secrets.iter().take(1).copied().collect();
        keep(folder, SIGNING, &lines(&present))?;
        *secrets = present;
        Ok(())
    }

    /// A secret of its own for a purpose, from each of the shop's, the present one first.
    pub fn secrets(&self, purpose: &str) -> Vec<[u8; 32]> {
        let secrets = self.0.secrets.read().unwrap_or_else(PoisonError::into_inner);
        secrets.iter().map(|it| mac(it, &[b"bodega signing 1 ", purpose.as_bytes()])).collect()
    }

    /// The signer for a purpose, such as "download".
    pub fn signer(&self, purpose: &str) -> Signer {
        Signer(self.secrets(purpose))
    }
}

impl Signer {
    /// `payload` with its signature, in letters that stand in an address.
    pub fn seal(&self, payload: &[u8]) -> String {
        let mut token = payload.to_vec();
        token.extend(self.0.first().map(|it| mac(it, &[payload])).unwrap_or_default());
        BASE64URL_NOPAD.encode(&token)
    }

    /// The payload of a token that this signer sealed. Says no more than that about any other.
    pub fn open(&self, token: &str) -> Result<Vec<u8>, Tampered> {
        let mut payload = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Tampered)?;
        let at = payload.len().checked_sub(MAC).ok_or(Tampered)?;
        let signature = payload.split_off(at);
        let ours = self.0.iter().any(|it| bool::from(mac(it, &[&payload]).ct_eq(&signature)));
        if ours { Ok(payload) } else { Err(Tampered) }
    }
}

impl From<Tampered> for Error {
    fn from(_: Tampered) -> Self {
        Self::forbidden("This link is not complete. Please copy the whole of it")
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; MAC] {
    // HMAC takes a block of 64 bytes; a shorter key is filled up with zeros.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn read(text: &str) -> Option<Vec<[u8; 32]>> {
    let line = |it: &str| HEXLOWER.decode(it.trim().as_bytes()).ok()?.try_into().ok();
    text.lines().map(line).collect::<Option<Vec<_>>>().filter(|it| !it.is_empty())
}

fn lines(secrets: &[[u8; 32]]) -> String {
    secrets.iter().map(|it| HEXLOWER.encode(it)).collect::<Vec<_>>().join("\n")
}

/// Reads the secrets in the file `name`, or makes one at the first start.
fn open(folder: &Path, name: &str) -> Result<Vec<[u8; 32]>> {
    let path = folder.join(name);
    match fs::read_to_string(&path) {
        Ok(text) => read(text.trim()).ok_or_else(|| {
            let advice = "It should hold 64 hexadecimal digits in each line: restore it from a backup";
            Error::unavailable(format!("The key in {} is damaged. {advice}", path.display()))
        }),
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            let secrets = vec![random()];
            keep(folder, name, &lines(&secrets))?;
            Ok(secrets)
        }
        Err(cause) => Err(Error::unavailable(format!("The key in {} cannot be read", path.display())).because(cause)),
    }
}

/// Written beside and renamed, so that a crash leaves the whole key or none.
fn keep(folder: &Path, name: &str, text: &str) -> Result<()> {
    let (path, draft) = (folder.join(name), folder.join(format!("{name}.new")));
    drop(fs::remove_file(&draft));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    Ok(File::open(folder)?.sync_all()?)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use proptest::prelude::*;

    use super::*;

    fn keys() -> Keys {
        Keys::fixed([7; 32])
    }

    proptest! {
        #[test]
        fn what_was_sealed_is_opened(payload: Vec<u8>) {
            let signer = keys().signer("download");
            prop_assert_eq!(signer.open(&signer.seal(&payload)), Ok(payload));
        }

        #[test]
        fn nothing_else_is(junk in ".*", bytes: Vec<u8>) {
            let signer = keys().signer("download");
            prop_assert_eq!(signer.open(&junk), Err(Tampered));
            prop_assert_eq!(signer.open(&BASE64URL_NOPAD.encode(&bytes)), Err(Tampered));
        }
    }

    /// Case 36: every letter changed, cut off, added to, emptied, or made for another purpose or by another shop.
    #[test]
    fn threat_36_tokens_cannot_be_forged() {
        let signer = keys().signer("download");
        let token = signer.seal(b"grant 7, file 3");
        for at in 0..token.len() {
            for other in ["A", "B", "_", "=", "%", "é", ""] {
                let mut forged = token.clone();
                forged.replace_range(at..=at, other);
                assert!(forged == token || signer.open(&forged) == Err(Tampered), "{forged}");
            }
        }
        assert_eq!(signer.open(&BASE64URL_NOPAD.encode(b"grant 7, file 3")), Err(Tampered));
        assert_eq!(signer.open(""), Err(Tampered));
        assert_eq!(signer.open(&format!("{token}A")), Err(Tampered));
        assert_eq!(keys().signer("order").open(&token), Err(Tampered));
        assert_eq!(Keys::fixed([8; 32]).signer("download").open(&token), Err(Tampered));
    }

    #[test]
    fn older_secrets_are_read_until_they_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let old = keys.signer("order").seal(b"ord");
        keys.rotate(folder.path(), false).unwrap();
        let new = keys.signer("order").seal(b"ord");
        assert_ne!(old, new);
        for keys in [keys.clone(), Keys::open(folder.path()).unwrap()] {
            assert!([&old, &new].iter().all(|it| keys.signer("order").open(it).is_ok()));
        }
        keys.rotate(folder.path(), true).unwrap();
        assert!([&old, &new].iter().all(|it| keys.signer("order").open(it).is_err()));
        let mode = fs::metadata(folder.path().join("signing.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_secret_stays_and_belongs_to_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        let token = Keys::open(&keys).unwrap().signer("order").seal(b"ord");
        assert!(Keys::open(&keys).unwrap().signer("order").open(&token).is_ok());
        let path = keys.join("signing.key");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(&path, "short").unwrap();
        assert!(Keys::open(&keys).err().unwrap().message.contains("damaged"));
        fs::remove_file(&path).unwrap();
        assert_eq!(Keys::open(&keys).unwrap().signer("order").open(&token), Err(Tampered));
    }
}
