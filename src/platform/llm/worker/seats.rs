//! What the model has read and still knows: who holds which tokens, and how much room that takes.
//!
//! Each sequence of the context is a seat. A token that was read takes a cell; a copy of a sequence takes none, its cells
//! belong to both. Three kinds of seats hold tokens: beginnings that many questions share, conversations that are being
//! answered, and conversations that rest, so that their next question only has to be read from where it is new. Those that
//! rested longest go first when room is needed.
//!
//! Knows nothing of models: it decides, and says what is to be done.

/// Beginnings that are kept.
pub const BEGINNINGS: usize = 2;
/// Conversations that may rest.
pub const RESTING: usize = 12;

/// All seats of a context.
pub struct Seats<T> {
    seats: Vec<Seat<T>>,
    room: usize,
    next_cell: u64,
    tick: u64,
}

struct Seat<T> {
    holds: Vec<(T, u64)>,
    who: Who<T>,
    used: u64,
}

enum Who<T> {
    Nobody,
    /// A beginning, or nobody's if nothing is held.
    Beginning,
    Resting(String),
    Busy {
        conversation: Option<String>,
        /// Cells that it may still need.
        promised: usize,
        /// What it will share when it has read so far.
        beginning: Vec<T>,
    },
}

/// What is to be done with the context, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Forget what a seat holds from a position on.
    Cut {
        /// Which seat.
        seat: usize,
        /// The first token to be forgotten.
        from: usize,
    },
    /// Copy the first tokens of a seat into an empty one.
    Copy {
        /// Whose.
        from: usize,
        /// Where to.
        to: usize,
        /// So many.
        tokens: usize,
    },
}

/// What becomes of a question.
#[derive(Debug, PartialEq, Eq)]
pub enum Admission {
    /// It has a seat, whose first tokens need not be read.
    In {
        /// Which seat.
        seat: usize,
        /// So many are known.
        known: usize,
    },
    /// It has to wait until others have ended.
    Later,
    /// It never fits.
    TooLong,
}

/// A question that wants a seat.
pub struct Wish<'a, T> {
    /// All its tokens, at least one.
    pub prompt: &'a [T],
    /// So many of them many questions begin with.
    pub beginning: usize,
    /// Tokens that the answer may take.
    pub answer: usize,
    /// Whose it is.
    pub conversation: Option<&'a str>,
}

impl<T: Copy + Eq> Seats<T> {
    /// For `answering` conversations at once, in a context of `room` cells.
    pub fn new(answering: usize, room: usize) -> Self {
        let seat =
            |at| Seat { holds: vec![], who: if at < BEGINNINGS { Who::Beginning } else { Who::Nobody }, used: 0 };
        Self { seats: (0..Self::count(answering)).map(seat).collect(), room, next_cell: 0, tick: 0 }
    }

    /// How many sequences that takes.
    pub const fn count(answering: usize) -> usize {
        BEGINNINGS + answering + RESTING
    }

    /// Finds a seat, and says what is to be done for it.
    pub fn admit(&mut self, wish: &Wish<'_, T>, acts: &mut Vec<Act>) -> Admission {
        if wish.prompt.len() + wish.answer > self.room {
            return Admission::TooLong;
        }
        // The last token has to be read in any case: what follows from it is what is wanted.
        let most = wish.prompt.len() - 1;
        let common =
            |seat: &Seat<T>| seat.holds.iter().zip(&wish.prompt[..most]).take_while(|(a, b)| a.0 == **b).count();
        let own = wish.conversation.and_then(|it| self.resting(it)).map(|at| (at, common(&self.seats[at])));
        let shared =
            (0..BEGINNINGS).map(|at| (at, common(&self.seats[at]))).max_by_key(|it| it.1).filter(|it| it.1 > 0);
        let known = own.map_or(0, |it| it.1).max(shared.map_or(0, |it| it.1));
        if known < wish.beginning && self.is_being_read(&wish.prompt[..wish.beginning]) {
            return Admission::Later;
        }
        let own = own.filter(|it| it.1 == known);
        let source = if own.is_some() { None } else { shared.map(|it| it.0) };
        let needed = wish.prompt.len() - known + wish.answer;
        if let Some((seat, _)) = own {
            // It is not to be sent away for the room that it needs itself.
            self.cut(seat, known, acts);
        }
        loop {
            let seat = own.map(|it| it.0).or_else(|| self.nobodys());
            if let Some(seat) = seat.filter(|_| self.free() >= needed) {
                if let Some(from) = source {
                    self.copy(from, seat, known, acts);
                }
                let beginning = wish.prompt[..wish.beginning].to_vec();
                let conversation = wish.conversation.map(str::to_owned);
                self.seats[seat].who = Who::Busy { conversation, promised: needed, beginning };
                self.touch(seat);
                return Admission::In { seat, known };
            }
            let Some(oldest) = self.oldest([own.map(|it| it.0), source]) else { return Admission::Later };
            self.clear(oldest, acts);
        }
    }

    /// A busy seat has read one more token.
    pub fn push(&mut self, seat: usize, token: T) {
        self.next_cell += 1;
        self.seats[seat].holds.push((token, self.next_cell));
        if let Who::Busy { promised, .. } = &mut self.seats[seat].who {
            *promised = promised.saturating_sub(1);
        }
    }

    /// Keeps what a busy seat has read of its beginning for others, once it is complete.
    pub fn share(&mut self, seat: usize, acts: &mut Vec<Act>) {
        let read = self.seats[seat].holds.len();
        let Who::Busy { beginning, .. } = &mut self.seats[seat].who else { return };
        if beginning.is_empty() || read < beginning.len() {
            return;
        }
        let length = std::mem::take(beginning).len();
        let same = |it: &Seat<T>| {
            it.holds.len() == length && it.holds.iter().zip(&self.seats[seat].holds).all(|(a, b)| a.0 == b.0)
        };
        if let Some(known) = (0..BEGINNINGS).find(|at| same(&self.seats[*at])) {
            return self.touch(known);
        }
        let Some(to) = (0..BEGINNINGS).min_by_key(|at| self.seats[*at].used) else { return };
        self.clear(to, acts);
        self.copy(seat, to, length, acts);
    }

    /// A busy seat has ended: its conversation rests, if it is one.
    pub fn end(&mut self, seat: usize, acts: &mut Vec<Act>) {
        let who = std::mem::replace(&mut self.seats[seat].who, Who::Nobody);
        match who {
            Who::Busy { conversation: Some(it), .. } if !self.seats[seat].holds.is_empty() => {
                // Only its latest state is of use.
                while let Some(older) = self.resting(&it) {
                    self.clear(older, acts);
                }
                self.seats[seat].who = Who::Resting(it);
                self.touch(seat);
            }
            _ => self.clear(seat, acts),
        }
    }

    /// Forgets all that nobody is using; says whether there was something.
    pub fn forget(&mut self, acts: &mut Vec<Act>) -> bool {
        let mut forgot = false;
        for seat in 0..self.seats.len() {
            if !matches!(self.seats[seat].who, Who::Busy { .. }) && !self.seats[seat].holds.is_empty() {
                self.clear(seat, acts);
                forgot = true;
            }
        }
        forgot
    }

    /// Cells that are neither held nor promised.
    fn free(&self) -> usize {
        let mut cells: Vec<_> = self.seats.iter().flat_map(|it| &it.holds).map(|it| it.1).collect();
        cells.sort_unstable();
        cells.dedup();
        let promised = |it: &Seat<T>| if let Who::Busy { promised, .. } = &it.who { *promised } else { 0 };
        self.room.saturating_sub(cells.len() + self.seats.iter().map(promised).sum::<usize>())
    }

    fn resting(&self, who: &str) -> Option<usize> {
        self.seats.iter().position(|it| matches!(&it.who, Who::Resting(it) if it == who))
    }

    fn nobodys(&self) -> Option<usize> {
        self.seats.iter().position(|it| matches!(it.who, Who::Nobody))
    }

    /// Whether somebody is about to share this beginning.
    fn is_being_read(&self, wanted: &[T]) -> bool {
        let same = |it: &Seat<T>| matches!(&it.who, Who::Busy { beginning, .. } if beginning == wanted);
        !wanted.is_empty() && self.seats.iter().any(same)
    }

    /// Who goes first: of those that rest the one that rested longest, and only then a beginning.
    fn oldest(&self, but: [Option<usize>; 2]) -> Option<usize> {
        let may_go = |at: &usize| {
            let seat = &self.seats[*at];
            !seat.holds.is_empty() && !but.contains(&Some(*at)) && matches!(seat.who, Who::Resting(_) | Who::Beginning)
        };
        (0..self.seats.len()).filter(may_go).min_by_key(|at| (*at < BEGINNINGS, self.seats[*at].used))
    }

    fn cut(&mut self, seat: usize, from: usize, acts: &mut Vec<Act>) {
        if from < self.seats[seat].holds.len() {
            self.seats[seat].holds.truncate(from);
            acts.push(Act::Cut { seat, from });
        }
    }

    fn clear(&mut self, seat: usize, acts: &mut Vec<Act>) {
        self.cut(seat, 0, acts);
        self.seats[seat].who = if seat < BEGINNINGS { Who::Beginning } else { Who::Nobody };
    }

    fn copy(&mut self, from: usize, to: usize, tokens: usize, acts: &mut Vec<Act>) {
        self.seats[to].holds = self.seats[from].holds[..tokens].to_vec();
        acts.push(Act::Copy { from, to, tokens });
        self.touch(from);
        self.touch(to);
    }

    fn touch(&mut self, seat: usize) {
        self.tick += 1;
        self.seats[seat].used = self.tick;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Test {
        seats: Seats<u32>,
        acts: Vec<Act>,
    }

    impl Test {
        fn new(room: usize) -> Self {
            Self { seats: Seats::new(2, room), acts: vec![] }
        }

        fn admits(&mut self, prompt: &[u32], beginning: usize, who: Option<&str>) -> Admission {
            self.acts.clear();
            let wish = Wish { prompt, beginning, answer: 10, conversation: who };
            self.seats.admit(&wish, &mut self.acts)
        }

        /// Admits, reads the prompt and an answer of `answer`, and ends; gives how much was known.
        fn answers(&mut self, prompt: &[u32], beginning: usize, who: Option<&str>, answer: &[u32]) -> usize {
            let Admission::In { seat, known } = self.admits(prompt, beginning, who) else { panic!("there is room") };
            for token in prompt[known..].iter().chain(answer) {
                self.seats.push(seat, *token);
                self.seats.share(seat, &mut self.acts);
            }
            self.seats.end(seat, &mut self.acts);
            known
        }
    }

    #[test]
    fn a_beginning_is_read_once() {
        let mut test = Test::new(1000);
        assert_eq!(test.answers(&[1, 2, 3, 4, 50], 4, None, &[]), 0);
        assert_eq!(test.answers(&[1, 2, 3, 4, 60], 4, None, &[]), 4);
        assert_eq!(test.answers(&[1, 2, 9, 9, 70], 4, None, &[]), 2, "what is common is known");
        assert_eq!(test.answers(&[1, 2, 9, 9], 4, None, &[]), 3, "the last token is read in any case");
        assert_eq!(test.seats.free(), 1000 - 6, "both beginnings have two tokens in common");
    }

    #[test]
    fn a_conversation_goes_on_where_it_was() {
        let mut test = Test::new(1000);
        assert_eq!(test.answers(&[1, 2, 10, 11], 2, Some("ann"), &[12, 13]), 0);
        assert_eq!(test.answers(&[1, 2, 20], 2, Some("bob"), &[21]), 2);
        assert_eq!(test.answers(&[1, 2, 10, 11, 12, 13, 14, 15], 2, Some("ann"), &[]), 6);
        assert_eq!(
            test.answers(&[1, 2, 20, 99], 2, Some("bob"), &[]),
            3,
            "an answer that was told otherwise is read again"
        );
        assert_eq!(test.answers(&[1, 2, 10, 11], 2, Some("cid"), &[]), 2, "nobody sees another's");
    }

    #[test]
    fn whoever_needs_the_same_beginning_waits_for_it() {
        let mut test = Test::new(1000);
        let Admission::In { seat, .. } = test.admits(&[1, 2, 3], 2, None) else { panic!() };
        assert_eq!(test.admits(&[1, 2, 4], 2, None), Admission::Later);
        assert!(matches!(test.admits(&[7, 8, 9], 2, None), Admission::In { .. }));
        test.seats.push(seat, 1);
        test.seats.push(seat, 2);
        test.seats.share(seat, &mut test.acts);
        test.seats.end(seat, &mut test.acts);
        assert!(matches!(test.admits(&[1, 2, 4], 2, None), Admission::In { known: 2, .. }));
    }

    #[test]
    fn those_that_rested_longest_go_first() {
        let mut test = Test::new(60);
        let prompt = |from: u32| (from..from + 10).collect::<Vec<_>>();
        test.answers(&prompt(100), 0, Some("ann"), &[1, 2, 3, 4, 5]);
        test.answers(&prompt(200), 0, Some("bob"), &[1, 2, 3, 4, 5]);
        // 30 cells rest, 20 are needed: nobody goes.
        assert_eq!(test.answers(&prompt(300), 0, Some("cid"), &[1, 2, 3, 4, 5]), 0);
        assert!(!test.acts.iter().any(|it| matches!(it, Act::Cut { .. })));
        test.answers(&prompt(400), 0, Some("dan"), &[]);
        assert_eq!(test.answers(&prompt(100), 0, Some("ann"), &[]), 0, "she went");
        assert_eq!(test.answers(&prompt(300), 0, Some("cid"), &[]), 9);
        assert_eq!(test.admits(&[1; 51], 0, None), Admission::TooLong);
        let Admission::In { seat, .. } = test.admits(&[1; 50], 0, None) else { panic!("all others go") };
        assert_eq!(test.admits(&[2], 0, None), Admission::Later);
        test.seats.end(seat, &mut test.acts);
        assert!(matches!(test.admits(&[2], 0, None), Admission::In { .. }));
    }

    proptest! {
        /// Whatever comes: what the acts say and what the seats hold stays the same, and nothing is promised twice.
        #[test]
        fn the_context_follows(steps in prop::collection::vec((0_u32..4, 0_usize..6, 1_usize..30, 0_usize..12), 1..60)) {
            let mut test = Test::new(120);
            let mut context: Vec<Vec<u32>> = vec![vec![]; Seats::<u32>::count(2)];
            let mut busy: Vec<(usize, Vec<u32>)> = vec![];
            for (who, shared, own, said) in steps {
                let prompt: Vec<u32> = (0..shared as u32).chain((0..own as u32).map(|it| who * 1000 + it)).collect();
                let name = who.to_string();
                let admission = test.admits(&prompt, shared, (who > 0).then_some(name.as_str()));
                apply(&mut context, &test.acts);
                if let Admission::In { seat, known } = admission {
                    prop_assert_eq!(&context[seat][..], &prompt[..known]);
                    let mut tokens = prompt[known..].to_vec();
                    tokens.extend((0..said.min(10) as u32).map(|it| 9000 + it));
                    busy.push((seat, tokens));
                }
                if admission == Admission::Later || busy.len() == 2 {
                    prop_assert!(!busy.is_empty(), "nobody waits for nothing");
                    let (seat, tokens) = busy.remove(0);
                    for token in tokens {
                        test.acts.clear();
                        test.seats.push(seat, token);
                        context[seat].push(token);
                        test.seats.share(seat, &mut test.acts);
                        apply(&mut context, &test.acts);
                    }
                    test.acts.clear();
                    test.seats.end(seat, &mut test.acts);
                    apply(&mut context, &test.acts);
                }
                for (at, seat) in test.seats.seats.iter().enumerate() {
                    prop_assert!(seat.holds.iter().map(|it| it.0).eq(context[at].iter().copied()));
                }
                let mut cells: Vec<_> = test.seats.seats.iter().flat_map(|it| &it.holds).map(|it| it.1).collect();
                cells.sort_unstable();
                cells.dedup();
                prop_assert!(cells.len() <= 120);
            }
        }
    }

    fn apply(context: &mut [Vec<u32>], acts: &[Act]) {
        for act in acts {
            match *act {
                Act::Cut { seat, from } => context[seat].truncate(from),
                Act::Copy { from, to, tokens } => {
                    assert!(context[to].is_empty(), "a copy goes into an empty seat");
                    context[to] = context[from][..tokens].to_vec();
                }
            }
        }
    }
}
