//! A list that only grows, of which a reader may hold an earlier state.

use std::rc::Rc;

/// Two copies in turn: while the reader holds one, the other catches up and grows. So growing costs as much as what is new, and not
/// as much as the list.
#[derive(Clone, Debug)]
pub(super) struct Growing<T> {
    now: Rc<Vec<T>>,
    /// A beginning of `now`.
    before: Rc<Vec<T>>,
}

impl<T> Default for Growing<T> {
    fn default() -> Self {
        Self { now: Rc::default(), before: Rc::default() }
    }
}

impl<T: Clone> Growing<T> {
    /// As it is now.
    pub(super) const fn get(&self) -> &Rc<Vec<T>> {
        &self.now
    }

    /// Forgets what comes after the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        if len < self.now.len() {
            Rc::make_mut(&mut self.now).truncate(len);
            self.before = Rc::default();
        }
    }

    /// Lets `push` append.
    pub(super) fn grow(&mut self, push: impl FnOnce(&mut Vec<T>)) {
        if Rc::get_mut(&mut self.now).is_none() {
            std::mem::swap(&mut self.now, &mut self.before);
            let known = self.now.len();
            Rc::make_mut(&mut self.now).extend_from_slice(&self.before[known..]);
        }
        push(Rc::make_mut(&mut self.now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_an_earlier_state_keeps_it() {
        let mut list = Growing::default();
        let mut held = Vec::new();
        for n in 0..10 {
            held.push(Rc::clone(list.get()));
            list.grow(|all| all.push(n));
            if n % 3 == 0 {
                held.clear();
            }
            for (back, earlier) in held.iter().rev().enumerate() {
                let len = usize::try_from(n).unwrap() - back;
                assert_eq!(**earlier, (0..10).take(len).collect::<Vec<i32>>());
            }
        }
        assert_eq!(**list.get(), (0..10).collect::<Vec<i32>>());
        list.truncate(4);
        list.grow(|all| all.push(40));
        assert_eq!(**list.get(), [0, 1, 2, 3, 40]);
    }
}
