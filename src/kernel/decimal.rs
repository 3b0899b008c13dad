//! Decimal numbers as text, at any scale, without a float: a number is a count of its smallest units, so many decimal places
//! below the point.

use std::fmt;

/// Digits and nothing else: no sign, no space. `None` for what is no number, or larger than `u64`.
pub fn whole(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0, |number: u64, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// The digits after a point, as units of `places` decimal places; `None` for none of them, or more than `places`.
pub fn part(digits: &[u8], places: u32) -> Option<u64> {
    let missing = places.checked_sub(u32::try_from(digits.len()).ok()?)?;
    whole(digits)?.checked_mul(10_u64.pow(missing))
}

/// `70.553` or `70`, as units of `places` decimal places. Where there is a point there are digits on both sides of it.
pub fn read(text: &[u8], places: u32) -> Option<u64> {
    let (before, after) = match text.iter().position(|&byte| byte == b'.') {
        Some(point) => (&text[..point], part(&text[point + 1..], places)?),
        None => (text, 0),
    };
    whole(before)?.checked_mul(10_u64.pow(places))?.checked_add(after)
}

/// A count of units of `places` decimal places, to be written: `{}` leaves out the zeros at the end, `{:.3}` writes three
/// digits after the point and cuts off the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// How many of the smallest units.
    pub units: u64,
    /// How many digits after the point one such unit has; at most 19.
    pub places: u32,
}

impl Decimal {
    /// What stands before the point.
    pub const fn whole(self) -> u64 {
        self.units / 10_u64.pow(self.places)
    }

    /// The point and what stands after it, to be written; without digits there is no point.
    pub const fn part(self) -> Part {
        Part { units: self.units % 10_u64.pow(self.places), places: self.places }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = f.precision();
        write!(f, "{}", self.whole())?;
        self.part().write(f, precision)
    }
}

/// See [`Decimal::part`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    units: u64,
    places: u32,
}

impl Part {
    fn write(self, f: &mut fmt::Formatter<'_>, digits: Option<usize>) -> fmt::Result {
        let (mut units, mut places) = (self.units, self.places);
        let surplus = |units: u64, places: u32| match digits {
            Some(digits) => places as usize > digits,
            None => places > 0 && units.is_multiple_of(10),
        };
        while surplus(units, places) {
            (units, places) = (units / 10, places - 1);
        }
        if places == 0 { Ok(()) } else { write!(f, ".{units:0width$}", width = places as usize) }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, f.precision())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in
            ["", ".", "1.", ".5", "-1", "+1", "1e3", " 1", "1 ", "1.2.3", "1,5", "1.2345", "18446744073709551616"]
        {
            assert_eq!(read(bad.as_bytes(), 3), None, "{bad}");
        }
        assert_eq!(read(b"18446744073709551615", 0), Some(u64::MAX));
        assert_eq!(read(b"18446744073709551615", 1), None);
        assert_eq!(part(b"25", 9), Some(250_000_000));
        assert_eq!(part(b"", 9), None);
    }

    #[test]
    fn as_many_digits_as_asked_for() {
        let number = Decimal { units: 70_553_900, places: 6 };
        assert_eq!(format!("{number} {number:.6} {number:.3} {number:.0}"), "70.5539 70.553900 70.553 70");
        assert_eq!(format!("{}{:.3}", number.part(), number.part()), ".5539.553");
        assert_eq!(Decimal { units: 40_000, places: 3 }.to_string(), "40");
        assert_eq!(Decimal { units: 5, places: 3 }.to_string(), "0.005");
        assert_eq!(Decimal { units: 7, places: 0 }.to_string(), "7");
    }

    proptest! {
        /// What is written is read as the same number, in the shortest form and with all its places.
        #[test]
        fn there_and_back(units: u64, places in 0_u32..=19) {
            let number = Decimal { units, places };
            let all = places as usize;
            for text in [number.to_string(), format!("{number:.all$}")] {
                prop_assert_eq!(read(text.as_bytes(), places), Some(units), "{}", text);
            }
        }
    }
}
