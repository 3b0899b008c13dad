//! Dates of the Gregorian calendar, in UTC, from and to seconds since 1970. Arithmetic only: nobody is asked for the time.

use std::fmt;

/// A date and a time of day in UTC, from 1970 to 9999, without leap seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Civil {
    /// 1970 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

/// Days of 400 years, after which the calendar repeats itself.
const ERA_DAYS: u64 = 146_097;
/// Days from 1 March of the year 0 to 1970-01-01.
const EPOCH_DAYS: u64 = 719_468;
/// The last second of 9999.
const LAST_UNIX_S: u64 = 253_402_300_799;

impl Civil {
    /// The date at `unix_s` seconds since 1970; the last second of 9999 for what is later.
    #[expect(clippy::cast_possible_truncation, reason = "every part is in the range that its field names")]
    pub const fn from_unix_s(unix_s: u64) -> Self {
        let unix_s = if unix_s > LAST_UNIX_S { LAST_UNIX_S } else { unix_s };
        let (days, rest) = (unix_s / 86_400 + EPOCH_DAYS, unix_s % 86_400);
        // Years are counted from 1 March, so that the leap day is the last of its year.
        let (era, of_era) = (days / ERA_DAYS, days % ERA_DAYS);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era * 400 + year_of_era + (month <= 2) as u64;
        Self {
            year: year as u16,
            month: month as u8,
            day: (of_year - (153 * from_march + 2) / 5 + 1) as u8,
            hour: (rest / 3_600) as u8,
            minute: (rest / 60 % 60) as u8,
            second: (rest % 60) as u8,
        }
    }

    /// Seconds since 1970; `None` if there is no such date or time of day, or it lies outside 1970 to 9999.
    pub const fn unix_s(self) -> Option<u64> {
        let in_range = self.year >= 1970 && self.year <= 9999 && self.hour < 24 && self.minute < 60 && self.second < 60;
        if !in_range || self.month < 1 || self.month > 12 || self.day < 1 || self.day > self.days_of_month() {
            return None;
        }
        let year = self.year as u64 - (self.month <= 2) as u64;
        let from_march = (self.month as u64 + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + self.day as u64 - 1;
        let year_of_era = year % 400;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        let days = year / 400 * ERA_DAYS + of_era - EPOCH_DAYS;
        Some(days * 86_400 + self.hour as u64 * 3_600 + self.minute as u64 * 60 + self.second as u64)
    }

    const fn days_of_month(self) -> u8 {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

/// `2026-11-10 03:00:38`, as logs write it.
impl fmt::Display for Civil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates() {
        for (unix_s, text) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_399, "2000-02-28 23:59:59"),
            (951_782_400, "2000-02-29 00:00:00"),
            (951_868_800, "2000-03-01 00:00:00"),
            (1_794_279_600, "2026-11-10 03:00:00"),
            (4_107_542_400, "2100-03-01 00:00:00"),
            (LAST_UNIX_S, "9999-12-31 23:59:59"),
        ] {
            assert_eq!(Civil::from_unix_s(unix_s).to_string(), text);
            assert_eq!(Civil::from_unix_s(unix_s).unix_s(), Some(unix_s), "{text}");
        }
        assert_eq!(Civil::from_unix_s(u64::MAX).year, 9999);
    }

    #[test]
    fn every_day_there_and_back() {
        for day in 0..200_000_u64 {
            let unix_s = day * 86_400 + day % 86_400;
            assert_eq!(Civil::from_unix_s(unix_s).unix_s(), Some(unix_s), "day {day}");
        }
    }

    #[test]
    fn dates_that_do_not_exist() {
        let good = Civil { year: 2026, month: 2, day: 28, hour: 23, minute: 59, second: 59 };
        assert!(good.unix_s().is_some());
        for bad in [
            Civil { day: 29, ..good },
            Civil { day: 0, ..good },
            Civil { month: 0, ..good },
            Civil { month: 13, ..good },
            Civil { month: 4, day: 31, ..good },
            Civil { year: 2100, day: 29, ..good },
            Civil { year: 1969, ..good },
            Civil { hour: 24, ..good },
            Civil { minute: 60, ..good },
            Civil { second: 60, ..good },
        ] {
            assert_eq!(bad.unix_s(), None, "{bad}");
        }
    }
}
