//! The process that has the model, from the shop's side.

use std::{
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child as Process, ChildStderr, ChildStdin, ChildStdout, Command},
    spawn,
    sync::mpsc::{Receiver, Sender, UnboundedReceiver, UnboundedSender, channel, unbounded_channel},
};

use super::{
    Program,
    wire::{LONGEST, Order, Word},
};
use crate::base::{Error, Result};

/// Words that may lie unread; the process waits when there are more.
const AHEAD: usize = 256;
/// So much of its last complaint is kept, in bytes.
const COMPLAINT: usize = 400;

/// A running process. It ends when this is dropped.
pub(super) struct Child {
    process: Process,
    orders: UnboundedSender<Order>,
    words: Receiver<Word>,
    complaint: Arc<Mutex<String>>,
}

impl Child {
    /// Starts it. It knows no variable of the shop, for those hold secrets.
    ///
    /// # Errors
    /// The system starts no process.
    pub fn start(program: &Program) -> Result<Self> {
        let mut process = Command::new(&program.path)
            .args(&program.arguments)
            .env_clear()
            // Without it, a debugger is started to print where the process was when it aborts.
            .env("GGML_NO_BACKTRACE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            // A shop that is ended from its terminal answers to the end of what it has begun.
            .process_group(0)
            .spawn()?;
        let missing = || Error::internal("a process without its pipes");
        let (to, from) = (process.stdin.take().ok_or_else(missing)?, process.stdout.take().ok_or_else(missing)?);
        let complains = process.stderr.take().ok_or_else(missing)?;
        let (orders, to_tell) = unbounded_channel();
        let (heard, words) = channel(AHEAD);
        let complaint = Arc::default();
        spawn(tell(to, to_tell));
        spawn(hear(from, heard));
        spawn(listen(complains, Arc::clone(&complaint)));
        Ok(Self { process, orders, words, complaint })
    }

    /// Tells it something. A process that does not read keeps nobody waiting.
    pub fn tell(&self, order: Order) {
        let _ = self.orders.send(order);
    }

    /// What it says next; nothing when it has ended or talks nonsense.
    pub async fn word(&mut self) -> Option<Word> {
        self.words.recv().await
    }

    /// Ends it, and tells in a few words how it was: for the log.
    pub async fn bury(mut self) -> String {
        let _ = self.process.start_kill();
        let status = self.process.wait().await.map_or_else(|cause| cause.to_string(), |it| it.to_string());
        let complaint = self.complaint.lock().unwrap_or_else(PoisonError::into_inner);
        if complaint.is_empty() { status } else { format!("{status}: {}", complaint.trim()) }
    }
}

async fn tell(mut to: ChildStdin, mut orders: UnboundedReceiver<Order>) {
    while let Some(order) = orders.recv().await {
        if to.write_all(&order.line()).await.is_err() || to.flush().await.is_err() {
            return;
        }
    }
}

async fn hear(from: ChildStdout, heard: Sender<Word>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut from).take(LONGEST).read_until(b'\n', &mut line).await;
        let is_line = read.is_ok() && line.ends_with(b"\n");
        let word = is_line.then(|| serde_json::from_slice(&line).ok()).flatten();
        let Some(word) = word else { return };
        if heard.send(word).await.is_err() {
            return;
        }
    }
}

/// Keeps the end of what it complains of: the reason, if it aborts.
async fn listen(mut from: ChildStderr, complaint: Arc<Mutex<String>>) {
    let mut bytes = [0; 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        let mut kept = complaint.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_str(&String::from_utf8_lossy(&bytes[..read]));
        let beyond = kept.len().saturating_sub(COMPLAINT);
        let from = (beyond..=kept.len()).find(|it| kept.is_char_boundary(*it)).unwrap_or(0);
        kept.drain(..from);
    }
}
