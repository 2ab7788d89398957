//! Tokens that are read in one step.
//!
//! llama.cpp ends the process when a batch is larger than it was told, or when a token is asked for what follows it that was
//! not to say so. Neither can be written here: a batch takes no more than fits, and only [`Row`]s can be asked, which come
//! from tokens that were added so and are good for that one step.

use llama_cpp_2::{context::LlamaContext, llama_batch::LlamaBatch, token::LlamaToken};

/// Tokens that a step takes at most, which the context is told as well.
pub const MOST: u32 = 128;

/// Tokens that are gathered for a step.
pub struct Batch {
    inner: LlamaBatch<'static>,
    step: u64,
}

/// A token of a step that says what may follow it.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    at: i32,
    step: u64,
}

/// A step that was taken.
pub struct Step<'a, 'model> {
    context: &'a LlamaContext<'model>,
    step: u64,
}

impl Batch {
    pub fn new() -> Self {
        Self { inner: LlamaBatch::new(MOST as usize, 1), step: 0 }
    }

    /// Begins the next step.
    pub fn clear(&mut self) {
        self.inner.clear();
        self.step += 1;
    }

    /// How many more fit.
    pub fn room(&self) -> usize {
        (MOST as usize).saturating_sub(usize::try_from(self.inner.n_tokens()).unwrap_or(usize::MAX))
    }

    /// Adds a token to be read. Whether there was room for it.
    pub fn add(&mut self, token: LlamaToken, position: usize, seat: usize) -> bool {
        self.put(token, position, seat, false).is_some()
    }

    /// Adds a token that is to say what may follow it, if there is room.
    pub fn ask(&mut self, token: LlamaToken, position: usize, seat: usize) -> Option<Row> {
        self.put(token, position, seat, true)
    }

    fn put(&mut self, token: LlamaToken, position: usize, seat: usize, asks: bool) -> Option<Row> {
        let row = Row { at: self.inner.n_tokens(), step: self.step };
        let (position, seat) = (i32::try_from(position).ok()?, i32::try_from(seat).ok()?);
        self.inner.add(token, position, &[seat], asks).ok()?;
        Some(row)
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// The context has no room, or the model cannot be reckoned.
    pub fn read<'a, 'model>(&mut self, context: &'a mut LlamaContext<'model>) -> Result<Step<'a, 'model>, String> {
        context.decode(&mut self.inner).map_err(|cause| cause.to_string())?;
        Ok(Step { context, step: self.step })
    }
}

impl Step<'_, '_> {
    /// How likely each token is to follow, as the model's raw numbers; nothing for a row of another step.
    pub fn follows(&self, row: Row) -> Option<&[f32]> {
        (row.step == self.step).then(|| self.context.get_logits_ith(row.at))
    }
}
