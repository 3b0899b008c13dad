//! The event queue.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Time;

/// Names a scheduled event, to cancel it. A key stays unique for the life of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(Place);

#[derive(Clone, Debug)]
struct Slot<E> {
    place: Place,
    event: Option<E>,
}

/// A place in the heap: the time, the order in which it went in, and the slot of the event, as one number, since comparing
/// places is what the engine does most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u128);

impl Place {
    /// Bits for the slot: 16 million events may be pending.
    const SLOT: u32 = 24;
    /// Bits for the order: a queue takes 10¹² events.
    const ORDER: u32 = 64 - Self::SLOT;

    fn new(at: Time, order: u64, slot: u32) -> Self {
        assert!(order >> Self::ORDER == 0 && slot >> Self::SLOT == 0, "more events than a queue holds");
        Self(u128::from(at.ns()) << 64 | u128::from(order << Self::SLOT | u64::from(slot)))
    }

    const fn at(self) -> Time {
        Time::from_ns((self.0 >> 64) as u64)
    }

    /// Tells equal times apart.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
    const fn number(self) -> u64 {
        self.0 as u64
    }

    #[expect(clippy::cast_possible_truncation, reason = "as many bits as there are")]
    const fn slot(self) -> u32 {
        self.0 as u32 & ((1 << Self::SLOT) - 1)
    }

    const fn index(self) -> usize {
        self.slot() as usize
    }
}

/// Events by time. Equal times come out in the order in which they went in.
///
/// Cancelling is cheap: the event is dropped at once, its place in the heap when it comes up, or when more than half of the
/// heap is such places.
#[derive(Clone, Debug)]
pub struct Queue<E> {
    heap: BinaryHeap<Reverse<Place>>,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    next_order: u64,
    cancelled: usize,
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), slots: Vec::new(), free: Vec::new(), next_order: 0, cancelled: 0 }
    }
}

impl<E> Queue<E> {
    /// How much memory a clone takes [bytes].
    pub fn size(&self) -> usize {
        let free = self.free.len() * size_of::<u32>();
        self.heap.len() * size_of::<Place>() + self.slots.len() * size_of::<Slot<E>>() + free
    }

    /// Lets `event` come out at `at`. Inline where that costs no transfer: an event is best made where it will lie.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub fn schedule(&mut self, at: Time, event: E) -> Key {
        let fresh = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let recycled = self.free.pop();
        let place = Place::new(at, self.next_order, recycled.unwrap_or(fresh));
        let filled = Slot { place, event: Some(event) };
        self.next_order += 1;
        match recycled {
            Some(_) => self.slots[place.index()] = filled,
            None => self.slots.push(filled),
        }
        self.heap.push(Reverse(place));
        Key(place)
    }

    /// Takes back an event that has not come out yet; `None` if it has, or was cancelled.
    pub fn cancel(&mut self, Key(place): Key) -> Option<E> {
        let slot = self.slots.get_mut(place.index()).filter(|slot| slot.place == place)?;
        let event = slot.event.take()?;
        self.cancelled += 1;
        if self.cancelled > 64 && self.cancelled * 2 > self.heap.len() {
            self.sweep();
        }
        Some(event)
    }

    fn sweep(&mut self) {
        let (slots, free) = (&self.slots, &mut self.free);
        self.heap.retain(|&Reverse(place)| {
            let live = slots[place.index()].event.is_some();
            if !live {
                free.push(place.slot());
            }
            live
        });
        self.cancelled = 0;
    }

    /// The events that are still to come, in no particular order, with their times and a number that tells equal times apart.
    pub fn pending(&self) -> impl Iterator<Item = (Time, u64, &E)> {
        let filled = self.slots.iter().filter_map(|slot| Some((slot.place, slot.event.as_ref()?)));
        filled.map(|(place, event)| (place.at(), place.number(), event))
    }

    /// The time of the next event.
    pub fn next_time(&mut self) -> Option<Time> {
        while let Some(&Reverse(place)) = self.heap.peek() {
            if self.slots[place.index()].event.is_some() {
                return Some(place.at());
            }
            self.heap.pop();
            self.free.push(place.slot());
            self.cancelled -= 1;
        }
        None
    }

    /// The next event if it is due at `until` or before.
    pub fn pop_until(&mut self, until: Time) -> Option<(Time, E)> {
        while let Some(&Reverse(place)) = self.heap.peek() {
            if place.at() > until {
                // A cancelled event beyond the horizon may wait.
                return None;
            }
            self.heap.pop();
            self.free.push(place.slot());
            if let Some(event) = self.slots[place.index()].event.take() {
                return Some((place.at(), event));
            }
            self.cancelled -= 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_come_out_first_in_first_out() {
        let mut queue = Queue::default();
        for n in 0..100 {
            queue.schedule(Time::from_ms(5), n);
        }
        queue.schedule(Time::from_ms(4), 1000);
        let out: Vec<i32> = std::iter::from_fn(|| queue.pop_until(Time::MAX)).map(|(_, n)| n).collect();
        assert_eq!(out[0], 1000);
        assert_eq!(out[1..], (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn a_cancelled_event_does_not_come_out_and_its_key_stays_dead() {
        let mut queue = Queue::default();
        let first = queue.schedule(Time::from_ms(1), 'a');
        queue.schedule(Time::from_ms(2), 'b');
        assert_eq!(queue.cancel(first), Some('a'));
        assert_eq!(queue.cancel(first), None);
        assert_eq!(queue.next_time(), Some(Time::from_ms(2)));
        let reused = queue.schedule(Time::from_ms(3), 'c');
        assert_eq!(queue.cancel(first), None, "the slot is in use again, the old key is not");
        assert_eq!(queue.pop_until(Time::MAX), Some((Time::from_ms(2), 'b')));
        assert_eq!(queue.pop_until(Time::MAX), Some((Time::from_ms(3), 'c')));
        assert_eq!(queue.cancel(reused), None);
    }

    #[test]
    fn cancelling_most_events_keeps_the_rest_in_order() {
        let mut queue = Queue::default();
        let keys: Vec<Key> = (0..1000u64).map(|n| queue.schedule(Time::from_ms(1000 - n), n)).collect();
        for (n, key) in keys.iter().enumerate() {
            if n % 10 != 0 {
                assert_eq!(queue.cancel(*key), Some(n as u64));
            }
        }
        assert!(queue.heap.len() <= 200, "cancelled places are swept, {} are left", queue.heap.len());
        assert_eq!(queue.pending().count(), 100);
        let out: Vec<u64> = std::iter::from_fn(|| queue.pop_until(Time::MAX)).map(|(_, n)| n).collect();
        assert_eq!(out, (0..1000).rev().filter(|n| n % 10 == 0).collect::<Vec<_>>());
        assert_eq!(queue.cancelled, 0);
    }

    /// Against a list that is sorted anew for each step: random times near and far, cancelled or not.
    #[test]
    fn it_gives_what_a_sorted_list_gives() {
        for seed in 0..200 {
            let dice = crate::kernel::Dice::new(seed);
            let mut draws = 0;
            let mut below = |bound: u64| {
                draws += 1;
                dice.below(crate::kernel::Stream::Work, 0, draws, bound)
            };
            let (mut queue, mut list) = (Queue::default(), Vec::new());
            let mut now = Time::ZERO;
            for number in 0..300u64 {
                let far = [10, 2_000, 40_000, 400_000, 5_000_000][usize::try_from(below(5)).unwrap()];
                let at = now + crate::kernel::Span::from_ms(below(far));
                list.push((at, number, queue.schedule(at, number)));
                if below(3) == 0 && !list.is_empty() {
                    let (_, number, key) = list.remove(usize::try_from(below(list.len() as u64)).unwrap());
                    assert_eq!(queue.cancel(key), Some(number), "seed {seed}");
                }
                if below(4) == 0 {
                    let until = now + crate::kernel::Span::from_ms(below(far));
                    list.sort_by_key(|&(at, number, _)| (at, number));
                    assert_eq!(queue.next_time(), list.first().map(|&(at, ..)| at), "seed {seed}, step {number}");
                    while let Some((at, event)) = queue.pop_until(until) {
                        let (expected, number, _) = list.remove(0);
                        assert_eq!((at, event), (expected, number), "seed {seed}");
                    }
                    assert!(list.first().is_none_or(|&(at, ..)| at > until), "seed {seed}");
                    now = until;
                }
            }
            list.sort_by_key(|&(at, number, _)| (at, number));
            let rest: Vec<u64> = std::iter::from_fn(|| queue.pop_until(Time::MAX)).map(|(_, event)| event).collect();
            assert_eq!(rest, list.iter().map(|&(_, number, _)| number).collect::<Vec<_>>(), "seed {seed}");
            assert_eq!((queue.heap.len(), queue.cancelled), (0, 0), "seed {seed}");
        }
    }

    #[test]
    fn nothing_comes_out_before_its_time() {
        let mut queue = Queue::default();
        queue.schedule(Time::from_ms(10), ());
        assert_eq!(queue.pop_until(Time::from_ms(9)), None);
        assert_eq!(queue.pop_until(Time::from_ms(10)), Some((Time::from_ms(10), ())));
    }
}
