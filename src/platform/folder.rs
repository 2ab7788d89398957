//! The one folder that holds everything, used by one process at a time.

use std::{
    fs::{self, File, OpenOptions, Permissions, TryLockError},
    io::{Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::base::{Error, Result};

/// The data folder, held by this process until dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes the folder at `path`, and makes it (for its owner alone) where there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`](crate::base::ErrorKind::Conflict) if another process holds it; otherwise why it cannot be used.
    pub fn open(path: &Path) -> Result<Self> {
        let unusable = |cause: std::io::Error| {
            Error::unavailable(format!("The data folder {} cannot be used: {cause}", path.display()))
        };
        if !path.exists() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
        }
        fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(unusable)?;
        let path = path.canonicalize().map_err(unusable)?;
        let mut lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(path.join("lock"))
            .map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = lock.read_to_string(&mut pid);
                return Err(Error::conflict(format!(
                    "The data folder {} is in use by another Bodega process{}",
                    path.display(),
                    if pid.is_empty() { String::new() } else { format!(" ({})", pid.trim()) }
                )));
            }
            Err(TryLockError::Error(cause)) => return Err(unusable(cause)),
        }
        lock.set_len(0)
            .and_then(|()| lock.write_all(format!("process {}", std::process::id()).as_bytes()))
            .map_err(unusable)?;
        Ok(Self { path, _lock: lock })
    }

    /// Where it lies, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of something in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("data");
        let held = Folder::open(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let error = Folder::open(&path).unwrap_err();
        assert!(error.message.contains("in use") && error.message.contains(&std::process::id().to_string()), "{error}");
        drop(held);
        Folder::open(&path).unwrap();
    }

    #[test]
    fn an_unusable_folder_is_named() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("file");
        fs::write(&path, "not a folder").unwrap();
        let error = Folder::open(&path.join("data")).unwrap_err();
        assert!(error.message.contains("cannot be used") && error.message.contains("data"), "{error}");
    }
}
