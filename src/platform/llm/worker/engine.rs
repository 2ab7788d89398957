//! Answers several conversations at once: each step reads one token of every answer and some tokens of new questions.

use std::{
    collections::VecDeque,
    num::NonZeroU32,
    sync::mpsc::{Receiver, TryRecvError},
    time::Instant,
};

use llama_cpp_2::{
    LogOptions,
    context::{LlamaContext, params::LlamaContextParams},
    llama_backend::LlamaBackend,
    model::{LlamaModel, params::LlamaModelParams},
    send_logs_to_tracing,
    token::LlamaToken,
};

use super::{
    super::{
        StoppedBy,
        wire::{Order, Question, Word},
    },
    WorkerArgs,
    batch::{Batch, MOST, Row},
    choosing::Chooser,
    prompt::{Form, Prompt},
    say,
    seats::{Act, Admission, Seats, Wish},
    tail::Tail,
};

/// Tokens of questions that are read in one step: what a running answer, and a cancelled one, waits for at most.
const CHUNK: usize = 64;
/// Text that has more bytes than this for each token is not counted first: no text is so dense.
const DENSEST: usize = 24;

struct Engine<'model> {
    model: &'model LlamaModel,
    form: Form,
    context: LlamaContext<'model>,
    seats: Seats<LlamaToken>,
    batch: Batch,
    slots: usize,
    /// Tokens that one question and its answer may have together.
    longest: usize,
    /// What a question that ends a turn of its own may not touch: nothing of a sequence can be cut off.
    is_rigid: bool,
    waiting: VecDeque<Waiting>,
    running: Vec<Run>,
}

/// A question that has no seat yet.
struct Waiting {
    /// Nothing for a text that is only read.
    question: Option<Question>,
    prompt: Prompt,
}

/// A question that is being read or answered.
struct Run {
    /// Nothing for a text that is only read.
    answer: Option<Writing>,
    seat: usize,
    known: usize,
    prompt: Vec<LlamaToken>,
    /// So much of the prompt has been read.
    read: usize,
    /// Tokens that this step reads, and the row to ask.
    step: Vec<LlamaToken>,
    row: Option<Row>,
}

struct Writing {
    id: u64,
    chooser: Chooser,
    tail: Tail,
    /// Tokens that were said, and may be.
    said: u32,
    most: u32,
    /// Said, and to be read in the next step.
    last: Option<LlamaToken>,
}

/// Loads the model and answers until no more orders can come.
///
/// # Errors
/// The model cannot be loaded, in a few words.
pub fn serve(args: &WorkerArgs, orders: Receiver<Order>) -> Result<(), String> {
    let began = Instant::now();
    send_logs_to_tracing(LogOptions::default().with_logs_enabled(false));
    let backend = LlamaBackend::init().map_err(|cause| cause.to_string())?;
    let params = LlamaModelParams::default();
    let model = LlamaModel::load_from_file(&backend, &args.file, &params).map_err(|_| {
        "llama.cpp cannot load it: it is damaged, or of a kind that this version does not know".to_owned()
    })?;
    let slots = usize::from(args.slots);
    let seats = u32::try_from(Seats::<LlamaToken>::count(slots)).map_err(|cause| cause.to_string())?;
    let threads = i32::from(args.threads);
    let params = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(args.context))
        .with_n_batch(MOST)
        .with_n_ubatch(MOST)
        .with_n_seq_max(seats)
        .with_kv_unified(true)
        // Models with a sliding window would forget what a conversation is to go on from.
        .with_swa_full(true)
        .with_n_threads(threads)
        .with_n_threads_batch(threads);
    let context = model
        .new_context(&backend, params)
        .map_err(|_| format!("there is no memory for a context of {} tokens", args.context))?;
    let room = context.n_ctx() as usize;
    let mut engine = Engine {
        model: &model,
        form: Form::of(&model),
        seats: Seats::new(slots, room),
        batch: Batch::new(),
        slots,
        longest: room.min(model.n_ctx_train() as usize),
        is_rigid: model.is_recurrent() || model.is_hybrid(),
        waiting: VecDeque::new(),
        running: Vec::new(),
        context,
    };
    let load_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    say(&Word::Ready { load_ms, context: u32::try_from(engine.longest).unwrap_or(u32::MAX) });
    engine.work(&orders);
    Ok(())
}

impl Engine<'_> {
    fn work(&mut self, orders: &Receiver<Order>) {
        loop {
            let is_idle = self.running.is_empty() && self.waiting.is_empty();
            let order = if is_idle { orders.recv().map_err(|_| TryRecvError::Disconnected) } else { orders.try_recv() };
            match order {
                Ok(order) => self.take(order),
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    self.admit();
                    self.step();
                }
            }
        }
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Warm { prefix } => {
                if prefix.is_empty() || self.is_rigid || prefix.len() > self.longest * DENSEST {
                    return say(&Word::Warmed { tokens: 0 });
                }
                let tokens = self.form.beginning(self.model, &prefix);
                let beginning = tokens.len();
                self.waiting.push_back(Waiting { question: None, prompt: Prompt { tokens, beginning } });
            }
            Order::Ask(question) => {
                let bytes = question.prefix.len() + question.turns.iter().map(|it| it.text.len()).sum::<usize>();
                if bytes > self.longest * DENSEST {
                    let why = format!("a question of {bytes} bytes; the model takes {} tokens", self.longest);
                    return say(&Word::Refused { id: question.id, why, too_long: true });
                }
                let prompt = self.form.write(self.model, &question.prefix, &question.turns);
                self.waiting.push_back(Waiting { question: Some(question), prompt });
            }
            Order::Cancel { id } => {
                self.waiting.retain(|it| it.question.as_ref().is_none_or(|it| it.id != id));
                let is_it = |it: &Run| it.answer.as_ref().is_some_and(|it| it.id == id);
                if let Some(at) = self.running.iter().position(is_it) {
                    let run = self.running.remove(at);
                    self.end(run.seat);
                }
            }
        }
    }

    /// Gives seats to those who wait, in their order.
    fn admit(&mut self) {
        while self.running.len() < self.slots {
            let Some(next) = self.waiting.pop_front() else { return };
            let mut acts = vec![];
            let answer = next.question.as_ref().map_or(0, |it| it.max_tokens as usize);
            let id = next.question.as_ref().map(|it| it.id);
            let tokens = next.prompt.tokens.len();
            let admission = if tokens + answer > self.longest {
                Admission::TooLong
            } else {
                let wish = Wish {
                    prompt: &next.prompt.tokens,
                    beginning: if self.is_rigid { 0 } else { next.prompt.beginning },
                    answer,
                    conversation: next
                        .question
                        .as_ref()
                        .and_then(|it| it.conversation.as_deref())
                        .filter(|_| !self.is_rigid),
                };
                self.seats.admit(&wish, &mut acts)
            };
            self.act(&acts);
            match (admission, id) {
                (Admission::In { seat, known }, _) => self.begin(next, seat, known),
                (Admission::Later, _) if !self.running.is_empty() => return self.waiting.push_front(next),
                (Admission::TooLong | Admission::Later, Some(id)) => {
                    let why =
                        format!("{tokens} tokens and {answer} for the answer; there is room for {}", self.longest);
                    say(&Word::Refused { id, why, too_long: true });
                }
                (Admission::TooLong | Admission::Later, None) => say(&Word::Warmed { tokens: 0 }),
            }
        }
    }

    fn begin(&mut self, next: Waiting, seat: usize, known: usize) {
        let answer = match next.question {
            None => None,
            Some(it) => match Chooser::new(self.model, it.grammar.as_deref(), it.temperature, it.seed) {
                Ok(chooser) => {
                    let (id, most) = (it.id, it.max_tokens);
                    Some(Writing { id, chooser, tail: Tail::default(), said: 0, most, last: None })
                }
                Err(why) => {
                    say(&Word::Refused { id: it.id, why, too_long: false });
                    return self.end(seat);
                }
            },
        };
        let prompt = next.prompt.tokens;
        self.running.push(Run { answer, seat, known, prompt, read: known, step: vec![], row: None });
    }

    /// One step of all that are running.
    fn step(&mut self) {
        if self.running.is_empty() {
            return;
        }
        self.gather();
        let Err(why) = self.read() else { return };
        // The room was reckoned, so this is a context that reckons otherwise: once more with all that rests forgotten.
        let mut acts = vec![];
        let retried = if self.seats.forget(&mut acts) {
            self.act(&acts);
            self.read()
        } else {
            Err(why)
        };
        if let Err(why) = retried {
            for run in std::mem::take(&mut self.running) {
                if let Some(answer) = run.answer {
                    say(&Word::Refused { id: answer.id, why: why.clone(), too_long: false });
                }
                self.end(run.seat);
            }
            self.seats.forget(&mut acts);
            self.context.clear_kv_cache();
        }
    }

    /// Puts the tokens of a step together: those that were said last, then parts of questions, the oldest first.
    fn gather(&mut self) {
        self.batch.clear();
        for run in &mut self.running {
            (run.row, run.step) = (None, vec![]);
            if let Some(token) = run.answer.as_mut().and_then(|it| it.last.take()) {
                let position = run.prompt.len() + run.answer.as_ref().map_or(0, |it| it.said as usize - 1);
                run.row = self.batch.ask(token, position, run.seat);
                run.step.push(token);
            }
        }
        let mut chunk = CHUNK.min(self.batch.room());
        for run in &mut self.running {
            let part = chunk.min(run.prompt.len() - run.read);
            for position in run.read..run.read + part {
                let token = run.prompt[position];
                if position + 1 == run.prompt.len() && run.answer.is_some() {
                    run.row = self.batch.ask(token, position, run.seat);
                } else {
                    self.batch.add(token, position, run.seat);
                }
                run.step.push(token);
            }
            run.read += part;
            chunk -= part;
        }
    }

    /// Reads what was gathered, and lets each answer go on.
    fn read(&mut self) -> Result<(), String> {
        let step = self.batch.read(&mut self.context)?;
        let vocab = self.model.vocab();
        let (mut ended, mut acts) = (vec![], vec![]);
        for (at, run) in self.running.iter_mut().enumerate() {
            for token in run.step.drain(..) {
                self.seats.push(run.seat, token);
            }
            let Some(answer) = &mut run.answer else {
                if run.read == run.prompt.len() {
                    say(&Word::Warmed { tokens: u32::try_from(run.prompt.len()).unwrap_or(u32::MAX) });
                    ended.push(at);
                }
                continue;
            };
            let Some(follows) = run.row.and_then(|row| step.follows(row)) else { continue };
            let id = answer.id;
            let token = match answer.chooser.choose(follows) {
                Ok(token) => token,
                Err(why) => {
                    say(&Word::Refused { id, why, too_long: false });
                    ended.push(at);
                    continue;
                }
            };
            let is_end = vocab.is_eog(token);
            if !is_end {
                vocab.token_to_piece_into(token, answer.tail.bytes(), false, None);
                answer.said += 1;
                answer.last = Some(token);
            }
            let is_over = is_end || answer.said == answer.most;
            let text = if is_over { answer.tail.rest() } else { answer.tail.text() };
            if !text.is_empty() {
                say(&Word::Text { id, text });
            }
            if is_over {
                let count = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
                let (cached, prompt_tokens) = (count(run.known), count(run.prompt.len()));
                let stopped_by = if is_end { StoppedBy::End } else { StoppedBy::Length };
                say(&Word::Done { id, tokens: answer.said, cached, prompt_tokens, stopped_by });
                ended.push(at);
            }
        }
        if !self.is_rigid {
            self.running.iter().for_each(|it| self.seats.share(it.seat, &mut acts));
        }
        self.act(&acts);
        for at in ended.into_iter().rev() {
            let run = self.running.remove(at);
            self.end(run.seat);
        }
        Ok(())
    }

    fn end(&mut self, seat: usize) {
        let mut acts = vec![];
        self.seats.end(seat, &mut acts);
        self.act(&acts);
    }

    /// Does with the context what the seats have decided.
    fn act(&mut self, acts: &[Act]) {
        let number = |it: usize| i32::try_from(it).unwrap_or(i32::MAX);
        let position = |it: usize| u32::try_from(it).ok();
        for act in acts {
            // Sequences and positions come from the seats, which know no others than the context has.
            let _ = match *act {
                Act::Cut { seat, from } => self.context.kv_cache_seq_rm(number(seat), position(from), None),
                Act::Copy { from, to, tokens } => {
                    self.context.kv_cache_seq_cp(number(from), number(to), Some(0), position(tokens))
                }
            };
        }
    }
}
