//! A disk that fails when a test says so.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

/// Bytes that outlive the store which writes them. After `left` more operations every one fails.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    bytes: Arc<Mutex<Vec<u8>>>,
    left: Arc<Mutex<Option<i64>>>,
    used: Arc<AtomicI64>,
}

impl Disk {
    /// Fails every operation after the next `count`.
    pub fn fail_after(&self, count: i64) {
        *self.left.lock().unwrap() = Some(count);
    }

    /// Works again.
    pub fn mend(&self) {
        *self.left.lock().unwrap() = None;
    }

    /// How many operations there have been.
    pub fn used(&self) -> i64 {
        self.used.load(Ordering::SeqCst)
    }

    fn spend(&self) -> io::Result<()> {
        self.used.fetch_add(1, Ordering::SeqCst);
        match self.left.lock().unwrap().as_mut() {
            Some(0) => Err(io::Error::other("no space left on the disk")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl redb::StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes.lock().unwrap().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let (bytes, offset) = (self.bytes.lock().unwrap(), usize::try_from(offset).unwrap());
        let from = bytes.get(offset..offset + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(from);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.spend()?;
        self.bytes.lock().unwrap().resize(usize::try_from(len).unwrap(), 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.spend()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.spend()?;
        let offset = usize::try_from(offset).unwrap();
        self.bytes.lock().unwrap()[offset..offset + data.len()].copy_from_slice(data);
        Ok(())
    }
}
