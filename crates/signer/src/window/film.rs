//! Pictures of the window without a display or a graphics card: egui's triangles, drawn by hand.
//!
//! Why: every sheet and every state of a device can be looked at, also those that need a key in the
//! port. Only for tests; the window itself is drawn by the graphics card.
//! Refuses: speed.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels are counted in whole numbers and measured in floats; only tests draw"
)]

use std::{cell::RefCell, collections::HashMap, io::Write, path::Path, rc::Rc};

use egui::{
    Color32, ColorImage, Context, FullOutput, ImageData, Pos2, Rect, TextureId, TexturesDelta,
    epaint::{ClippedPrimitive, Mesh, Primitive, Vertex},
    pos2,
};
use egui_kittest::TestRenderer;

type Textures = HashMap<TextureId, ColorImage>;

/// Remembers what the window's typefaces look like.
#[derive(Clone, Default)]
pub(crate) struct Film {
    textures: Rc<RefCell<Textures>>,
}

impl TestRenderer for Film {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut textures = self.textures.borrow_mut();
        for (id, changes) in delta.set.drain() {
            for change in changes {
                let ImageData::Color(image) = change.image;
                match (change.pos, textures.get_mut(&id)) {
                    (Some([x, y]), Some(whole)) => patch(whole, &image, x, y),
                    _ => drop(textures.insert(id, image.as_ref().clone())),
                }
            }
        }
        delta.free.clear();
    }
}

fn patch(whole: &mut ColorImage, part: &ColorImage, x: usize, y: usize) {
    let ([wide, _], [part_wide, part_high]) = (whole.size, part.size);
    for row in 0..part_high {
        let to = (y + row) * wide + x;
        whole.pixels[to..to + part_wide]
            .copy_from_slice(&part.pixels[row * part_wide..(row + 1) * part_wide]);
    }
}

impl Film {
    /// Draws a frame and writes it as PPM (portable pixmap, binary).
    pub(crate) fn shoot(&self, ctx: &Context, output: &FullOutput, file: &Path) {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut canvas = Canvas::new(size.x.ceil() as usize, size.y.ceil() as usize, scale);
        let textures = self.textures.borrow();
        for ClippedPrimitive { clip_rect, primitive } in
            ctx.tessellate(output.shapes.clone(), scale)
        {
            let Primitive::Mesh(mesh) = primitive else { panic!("no callbacks are drawn") };
            canvas.mesh(&mesh, clip_rect, &textures[&mesh.texture_id]);
        }
        canvas.write(file);
    }
}

struct Canvas {
    wide: usize,
    high: usize,
    scale: f32,
    pixels: Vec<[f32; 3]>,
}

impl Canvas {
    fn new(wide: usize, high: usize, scale: f32) -> Self {
        Self { wide, high, scale, pixels: vec![[0.0; 3]; wide * high] }
    }

    fn mesh(&mut self, mesh: &Mesh, clip: Rect, texture: &ColorImage) {
        for corners in mesh.indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|n| mesh.vertices[corners[n] as usize]);
            self.triangle([a, b, c], clip, texture);
        }
    }

    fn triangle(&mut self, corners: [Vertex; 3], clip: Rect, texture: &ColorImage) {
        let [a, b, c] = corners.map(|v| (v.pos.to_vec2() * self.scale).to_pos2());
        let area = edge(a, b, c);
        if area == 0.0 {
            return;
        }
        let clip = Rect::from_min_max(
            (clip.min.to_vec2() * self.scale).to_pos2(),
            (clip.max.to_vec2() * self.scale).to_pos2(),
        );
        let around = Rect::from_points(&[a, b, c]).intersect(clip);
        let reach = |low: f32, high: f32, end: usize| {
            (low.floor().max(0.0) as usize)..(high.ceil().max(0.0) as usize).min(end)
        };
        for y in reach(around.min.y, around.max.y, self.high) {
            for x in reach(around.min.x, around.max.x, self.wide) {
                let at = pos2(x as f32 + 0.5, y as f32 + 0.5);
                let shares = [edge(b, c, at), edge(c, a, at), edge(a, b, at)].map(|e| e / area);
                if clip.contains(at) && shares.iter().all(|share| *share >= 0.0) {
                    self.blend(y * self.wide + x, pixel(&corners, shares, texture));
                }
            }
        }
    }

    /// Colours are premultiplied, and blended as they are (in gamma space), like egui's own.
    fn blend(&mut self, at: usize, [r, g, b, a]: [f32; 4]) {
        for (under, over) in self.pixels[at].iter_mut().zip([r, g, b]) {
            *under = over + *under * (1.0 - a);
        }
    }

    fn write(&self, file: &Path) {
        let mut bytes = format!("P6\n{} {}\n255\n", self.wide, self.high).into_bytes();
        let level = |part: &f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
        bytes.extend(self.pixels.iter().flatten().map(level));
        std::fs::File::create(file).unwrap().write_all(&bytes).unwrap();
    }
}

/// Twice the signed area of a triangle.
fn edge(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn pixel(corners: &[Vertex; 3], shares: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let mixed = |part: fn(&Vertex) -> f32| -> f32 {
        corners.iter().zip(shares).map(|(corner, share)| part(corner) * share).sum()
    };
    let [wide, high] = texture.size.map(|n| n as f32);
    let plain =
        corners.iter().all(|corner| corner.uv == corners[0].uv && corner.color == corners[0].color);
    if plain && corners[0].uv == Pos2::ZERO {
        return corners[0].color.to_array().map(|part| f32::from(part) / 255.0);
    }
    let (u, v) = (mixed(|c| c.uv.x) * wide, mixed(|c| c.uv.y) * high);
    let texel = sample(texture, u - 0.5, v - 0.5);
    let colour = [
        mixed(|c| c.color.r().into()),
        mixed(|c| c.color.g().into()),
        mixed(|c| c.color.b().into()),
        mixed(|c| c.color.a().into()),
    ];
    std::array::from_fn(|n| colour[n] * texel[n] / (255.0 * 255.0))
}

/// Between the four nearest texels.
fn sample(texture: &ColorImage, x: f32, y: f32) -> [f32; 4] {
    let [wide, high] = texture.size;
    let at = |x: f32, y: f32| -> Color32 {
        let column = (x.max(0.0) as usize).min(wide - 1);
        texture.pixels[(y.max(0.0) as usize).min(high - 1) * wide + column]
    };
    let (left, top) = (x.floor(), y.floor());
    let (to_right, to_bottom) = (x - left, y - top);
    let near = [
        (at(left, top), (1.0 - to_right) * (1.0 - to_bottom)),
        (at(left + 1.0, top), to_right * (1.0 - to_bottom)),
        (at(left, top + 1.0), (1.0 - to_right) * to_bottom),
        (at(left + 1.0, top + 1.0), to_right * to_bottom),
    ];
    std::array::from_fn(|n| near.iter().map(|(c, share)| f32::from(c.to_array()[n]) * share).sum())
}
