//! What a piece must come to if it arrived as it was sent (tus, checksum extension).

use data_encoding::BASE64;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::base::{Error, ErrorKind, Result};

/// The algorithms that are offered, as tus names them.
pub const ALGORITHMS: &str = "sha1,sha256";

/// What the bytes of a request must come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    sha256: bool,
    wanted: Vec<u8>,
}

/// Adds up while the bytes come in.
pub(super) struct Sum {
    checksum: Checksum,
    state: State,
}

enum State {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// The algorithms that are offered, as tus names them.
    pub const ALGORITHMS: &'static str = ALGORITHMS;

    /// Reads `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`.
    ///
    /// # Errors
    /// The field is `Upload-Checksum`.
    pub fn parse(text: &str) -> Result<Self> {
        let advice = || Error::invalid("Upload-Checksum", format!("Write one of {ALGORITHMS}, a space and base64"));
        let (algorithm, sum) = text.trim().split_once(' ').ok_or_else(advice)?;
        let sha256 = match algorithm {
            "sha1" => false,
            "sha256" => true,
            _ => return Err(advice()),
        };
        let wanted = BASE64.decode(sum.trim().as_bytes()).map_err(|cause| advice().because(cause))?;
        if wanted.len() == if sha256 { 32 } else { 20 } { Ok(Self { sha256, wanted }) } else { Err(advice()) }
    }

    pub(super) fn sum(self) -> Sum {
        let state = if self.sha256 { State::Sha256(Sha256::new()) } else { State::Sha1(Sha1::new()) };
        Sum { checksum: self, state }
    }
}

impl Sum {
    pub fn add(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Sha1(it) => it.update(bytes),
            State::Sha256(it) => it.update(bytes),
        }
    }

    /// # Errors
    /// [`ErrorKind::Garbled`]: other bytes arrived than were sent.
    pub fn check(self) -> Result<()> {
        let found = match self.state {
            State::Sha1(it) => it.finalize().to_vec(),
            State::Sha256(it) => it.finalize().to_vec(),
        };
        if found == self.checksum.wanted {
            return Ok(());
        }
        Err(Error::of(ErrorKind::Garbled, "What arrived is not what the checksum says; nothing of it was kept"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_read_and_held_against_the_bytes() {
        let holds = |text: &str, bytes: &[u8]| {
            let mut sum = Checksum::parse(text).unwrap().sum();
            sum.add(bytes);
            sum.check().is_ok()
        };
        assert!(holds("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello world"));
        assert!(!holds("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello  world"));
        assert!(holds("sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=", b"hello world"));
        for wrong in
            ["", "sha1", "md5 XrY7u+Ae7tCTyyK7j1rNww==", "sha1 §", "sha1 AAAA", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0="]
        {
            assert!(Checksum::parse(wrong).is_err(), "{wrong}");
        }
    }
}
