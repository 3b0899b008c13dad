//! One mark per request, in rows; where they do not fit smaller marks, then ticks, then ticks and a count.

use bad_gateway::text::Lang;
use bad_gateway::text::Say;
use bad_gateway::text::chain::Picture;
use bad_gateway::vocabulary::RequestId;

use super::marks::Mark;
use super::shape::{Area, Drawing, Step, count, len, times};

/// A request and how it stands.
pub(crate) type Cell = (RequestId, Mark);

/// How cells are laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    /// The size of a mark; 0 for ticks.
    pub(crate) size: f32,
    /// From one to the next, across and down.
    pub(crate) pitch: (f32, f32),
    /// How many in a row.
    pub(crate) per_row: usize,
    /// How many are drawn.
    pub(crate) drawn: usize,
}

/// Marks from large to small, with their pitch.
const SIZES: [(f32, f32); 2] = [(11.0, 13.5), (9.0, 11.0)];
/// The pitch of ticks.
const TICKS: (f32, f32) = (3.5, 9.0);

impl Fit {
    /// The largest marks with which `cells` of them fit into `area`.
    pub(crate) fn of(cells: usize, area: Area) -> Self {
        for (size, pitch) in SIZES {
            let gap = pitch - size;
            let per_row = times(area.w + gap, pitch).max(1);
            if cells <= per_row * times(area.h + gap, pitch) {
                return Self { size, pitch: (pitch, pitch), per_row, drawn: cells };
            }
        }
        let per_row = times(area.w, TICKS.0).max(1);
        let rows = times(area.h, TICKS.1);
        // The last row is left to the words for the rest.
        let drawn = if cells <= per_row * rows { cells } else { per_row * rows.saturating_sub(2) };
        Self { size: 0.0, pitch: TICKS, per_row, drawn }
    }

    /// How high the rows are together.
    pub(crate) fn height(self) -> f32 {
        len(self.drawn.div_ceil(self.per_row)) * self.pitch.1
    }

    /// The corner of a cell.
    fn at(self, index: usize, area: Area) -> (f32, f32) {
        let (column, row) = (index % self.per_row, index / self.per_row);
        (area.x + len(column) * self.pitch.0, area.y + len(row) * self.pitch.1)
    }
}

/// Draws the cells into the area; returns where they end.
pub(crate) fn draw(drawing: &mut Drawing, cells: &[Cell], area: Area, selected: Option<RequestId>, lang: Lang) -> f32 {
    let fit = Fit::of(cells.len(), area);
    let shown = &cells[..fit.drawn];
    if let Some(index) = selected.and_then(|selected| shown.iter().position(|(request, _)| *request == selected)) {
        let (x, y) = fit.at(index, area);
        match fit.size {
            0.0 => drawing.selection(Area::new(x - 4.0, y - 1.0, 7.0, 9.0)),
            size => drawing.selection(Area::new(x - 4.0, y - 1.2, size + 5.5, size + 2.4)),
        }
    }
    if fit.size > 0.0 {
        for (index, (request, mark)) in shown.iter().enumerate() {
            let (x, y) = fit.at(index, area);
            drawing.mark(x, y, fit.size, *mark).of(*request);
        }
        return area.y + fit.height();
    }
    for kind in [Mark::Wait, Mark::Connecting, Mark::Ghost, Mark::Reset, Mark::Ok, Mark::Bad] {
        let ticks = shown.iter().enumerate().filter(|(_, (_, mark))| *mark == kind).flat_map(|(index, _)| {
            let (x, y) = fit.at(index, area);
            [Step::Move(x + 1.0, y), Step::Line(x + 1.0, y + 7.0)]
        });
        drawing.path(ticks.collect(), kind.stroke());
    }
    let bottom = area.y + fit.height();
    match cells.len() - shown.len() {
        0 => bottom,
        rest => {
            drawing.text(area.x, bottom + 11.0, "t2", Picture::More(count(rest)).say(lang));
            bottom + 15.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_shrink_before_they_become_ticks_and_counts() {
        let area = Area::new(276.0, 50.0, 114.0, 105.0);
        let fit = |cells| Fit::of(cells, area);
        assert_eq!((fit(33).size, fit(33).per_row), (11.0, 8));
        assert_eq!(fit(57).size, 9.0);
        assert_eq!((fit(200).size, fit(200).drawn), (0.0, 200));
        assert!(fit(5_000).drawn < 400);
        for cells in [1, 33, 57, 90, 200, 5_000] {
            assert!(fit(cells).height() <= area.h, "{cells}");
        }
    }

    #[test]
    fn thousands_cost_a_handful_of_tags() {
        let cells: Vec<Cell> = (0..5_000).map(|n| (RequestId(n), Mark::Wait)).collect();
        let mut drawing = Drawing::default();
        draw(&mut drawing, &cells, Area::new(0.0, 0.0, 68.0, 160.0), Some(RequestId(3)), Lang::En);
        assert!(drawing.shapes().len() < 8);
    }
}
