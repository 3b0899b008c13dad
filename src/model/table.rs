//! A map from ids that are given out one after the other. Ids in use lie close together, so their entries lie in a row:
//! finding one is an index, and the order is that of the ids.

use std::collections::VecDeque;
use std::marker::PhantomData;

use crate::vocabulary::{ConnectionId, RequestId};

/// An id that is a number.
pub(crate) trait Id: Copy {
    fn number(self) -> u32;
    fn of(number: u32) -> Self;
}

macro_rules! id {
    ($($name:ident),*) => {
        $(impl Id for $name {
            fn number(self) -> u32 {
                self.0
            }

            fn of(number: u32) -> Self {
                Self(number)
            }
        })*
    };
}

id!(ConnectionId, RequestId);

/// The map.
#[derive(Clone, Debug)]
pub(crate) struct Table<K, V> {
    /// The id of the first entry.
    first: u32,
    /// Neither the first nor the last is `None`.
    entries: VecDeque<Option<V>>,
    keys: PhantomData<K>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { first: 0, entries: VecDeque::new(), keys: PhantomData }
    }
}

impl<K: Id, V> Table<K, V> {
    fn index(&self, id: K) -> Option<usize> {
        id.number().checked_sub(self.first).map(|index| index as usize)
    }

    /// The entry of `id`.
    pub(crate) fn get(&self, id: K) -> Option<&V> {
        self.entries.get(self.index(id)?)?.as_ref()
    }

    /// Likewise, to change it.
    pub(crate) fn get_mut(&mut self, id: K) -> Option<&mut V> {
        let index = self.index(id)?;
        self.entries.get_mut(index)?.as_mut()
    }

    /// Sets the entry of `id`.
    pub(crate) fn insert(&mut self, id: K, value: V) {
        if self.entries.is_empty() {
            self.first = id.number();
        }
        while id.number() < self.first {
            self.entries.push_front(None);
            self.first -= 1;
        }
        let index = (id.number() - self.first) as usize;
        while self.entries.len() <= index {
            self.entries.push_back(None);
        }
        self.entries[index] = Some(value);
    }

    /// Takes the entry of `id` out.
    pub(crate) fn remove(&mut self, id: K) -> Option<V> {
        let index = self.index(id)?;
        let removed = self.entries.get_mut(index)?.take();
        while let Some(None) = self.entries.front() {
            self.entries.pop_front();
            self.first += 1;
        }
        while let Some(None) = self.entries.back() {
            self.entries.pop_back();
        }
        removed
    }

    /// All entries, by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        (self.first..).zip(&self.entries).filter_map(|(number, entry)| Some((K::of(number), entry.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kernel::{Dice, Stream};

    #[test]
    fn it_does_what_an_ordered_map_does() {
        let (mut table, mut map) = (Table::default(), BTreeMap::new());
        let dice = Dice::new(1);
        for n in 0..20_000 {
            let near = u32::try_from(n / 20 + dice.below(Stream::Work, n, 0, 40)).unwrap_or(0);
            let id = RequestId(near);
            if dice.below(Stream::Work, n, 1, 2) == 0 {
                table.insert(id, n);
                map.insert(id, n);
            } else {
                assert_eq!(table.remove(id), map.remove(&id));
            }
            assert_eq!(table.get(id), map.get(&id));
            if n % 100 == 0 {
                assert!(table.iter().eq(map.iter().map(|(&id, value)| (id, value))));
                assert!(table.entries.len() <= 1_200);
            }
        }
        for id in map.keys() {
            table.remove(*id);
        }
        assert!(table.entries.is_empty());
    }
}
