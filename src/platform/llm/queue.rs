//! Who is next: a second question of a conversation waits until each other conversation had its first.

/// Questions of one conversation that may wait; more would only fill the queue for others.
const MOST_OF_ONE: usize = 4;

/// What waits, in order of arrival.
pub(super) struct Queue<T> {
    waiting: Vec<Waiting<T>>,
    longest: usize,
}

struct Waiting<T> {
    id: u64,
    who: Option<String>,
    told: usize,
    what: T,
}

impl<T> Queue<T> {
    /// In which at most `longest` may wait.
    pub fn new(longest: usize) -> Self {
        Self { waiting: Vec::new(), longest }
    }

    /// Lets `what` wait, or gives it back if there is no room. `room` is how many can be taken out at once.
    pub fn push(&mut self, id: u64, who: Option<String>, what: T, room: usize) -> Result<(), T> {
        let of_one = self.waiting.iter().filter(|it| it.who.is_some() && it.who == who).count();
        if self.waiting.len() >= self.longest + room || of_one >= MOST_OF_ONE {
            return Err(what);
        }
        self.waiting.push(Waiting { id, who, told: 0, what });
        Ok(())
    }

    /// Takes out who is next, given the conversations that are being answered.
    pub fn pop(&mut self, busy: &[Option<String>]) -> Option<T> {
        let first = *self.order(busy).first()?;
        Some(self.waiting.remove(first).what)
    }

    /// Takes one out that waits no longer.
    pub fn remove(&mut self, id: u64) -> Option<T> {
        let at = self.waiting.iter().position(|it| it.id == id)?;
        Some(self.waiting.remove(at).what)
    }

    /// Takes out all.
    pub fn drain(&mut self) -> Vec<T> {
        self.waiting.drain(..).map(|it| it.what).collect()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Calls `tell` for everybody whose place has changed; the next has place 1.
    pub fn tell(&mut self, busy: &[Option<String>], tell: impl Fn(&T, usize)) {
        for (place, at) in self.order(busy).into_iter().enumerate() {
            let waiting = &mut self.waiting[at];
            if waiting.told != place + 1 {
                waiting.told = place + 1;
                tell(&waiting.what, place + 1);
            }
        }
    }

    /// Where those who wait stand in `waiting`, the next one first: by how many of the same conversation go before, then
    /// by arrival.
    fn order(&self, busy: &[Option<String>]) -> Vec<usize> {
        let before = |at: usize| {
            let Some(who) = &self.waiting[at].who else { return 0 };
            let same = |it: &&Option<String>| it.as_ref() == Some(who);
            busy.iter().filter(same).count() + self.waiting[..at].iter().map(|it| &it.who).filter(same).count()
        };
        let mut order: Vec<_> = (0..self.waiting.len()).map(|at| (before(at), at)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn who(name: &str) -> Option<String> {
        Some(name.to_owned())
    }

    #[test]
    fn first_questions_go_before_second_ones() {
        let mut queue = Queue::new(10);
        for (id, name) in [(1, "ann"), (2, "ann"), (3, "bob"), (4, "cid")] {
            assert!(queue.push(id, who(name), (id, who(name)), 0).is_ok());
        }
        queue.push(5, None, (5, None), 0).unwrap();
        queue.push(6, None, (6, None), 0).unwrap();
        let mut busy = vec![who("cid")];
        let mut order = vec![];
        while let Some((id, who)) = queue.pop(&busy) {
            order.push(id);
            busy.push(who);
        }
        // Ann's second and Cid's, of whom one is being answered, wait for the others.
        assert_eq!(order, [1, 3, 5, 6, 2, 4]);
    }

    #[test]
    fn places_are_told_when_they_change() {
        let mut queue = Queue::new(10);
        let told = RefCell::new(vec![]);
        let tell = |it: &u64, place: usize| told.borrow_mut().push((*it, place));
        for id in 1..=3 {
            queue.push(id, None, id, 0).unwrap();
        }
        queue.tell(&[], tell);
        assert_eq!(told.take(), [(1, 1), (2, 2), (3, 3)]);
        queue.tell(&[], tell);
        assert_eq!(told.take(), []);
        assert_eq!((queue.remove(2), queue.remove(2)), (Some(2), None));
        queue.tell(&[], tell);
        assert_eq!(told.take(), [(3, 2)]);
        assert_eq!(queue.drain(), [1, 3]);
        assert!(queue.is_empty());
    }

    #[test]
    fn threat_85_a_flood_fills_only_its_own_part() {
        let mut queue = Queue::new(6);
        let taken = (0..100).filter(|id| queue.push(*id, who("mallory"), *id, 0).is_ok()).count();
        assert_eq!(taken, MOST_OF_ONE);
        assert!(queue.push(200, who("ann"), 200, 0).is_ok());
        assert!(queue.push(201, None, 201, 0).is_ok());
        assert_eq!(queue.push(202, None, 202, 0), Err(202), "six wait");
        assert!(queue.push(202, None, 202, 1).is_ok(), "one of them goes on at once");
        assert_eq!(queue.pop(&[]), Some(0));
        assert_eq!(queue.pop(&[who("mallory")]), Some(200));
    }
}
