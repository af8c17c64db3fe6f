"""Small versions of pictures: what a list shows, upright and without anything but what is to be seen.

They are made when they are first asked for and kept in memory, by what the picture is: nothing is written, a picture
that is taken down leaves nothing behind, and whoever may not see a picture is refused before this is asked.
"""

from collections import OrderedDict
from hashlib import blake2b
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps

from activity_center.rooms.photos import Photo

LONGEST = 640
# Opened whole, a larger picture would take more memory than one reader is worth; a JPEG is opened at a fraction.
MOST_PIXELS = 40_000_000
# Some 60 kB each. One at a time is opened, so that a gallery read by a whole class does not fill the machine.
_KEPT = 256
_QUALITY = 80

_small: OrderedDict[bytes, Photo] = OrderedDict()
_one_at_a_time = Lock()


def small(photo: Photo) -> Photo:
    """Return a picture with at most 640 pixels on its longest side; as it is where it is small, or cannot be read."""
    key = blake2b(photo.content, digest_size=16).digest()
    with _one_at_a_time:
        found = _small.pop(key, None) or made(photo)
        if found is not photo:
            _small[key] = found
        while len(_small) > _KEPT:
            _small.popitem(last=False)
    return found


def made(photo: Photo) -> Photo:
    """Return the same, made anew."""
    try:
        with Image.open(BytesIO(photo.content), formats=["JPEG", "PNG"]) as image:
            return _shrunk(image) if _is_worth_it(image) else photo
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return photo


def _is_worth_it(image: Image.Image) -> bool:
    if max(image.size) <= LONGEST:
        return False
    # A JPEG is read at an eighth of its size, or at what is nearest to what is wanted.
    image.draft("RGB", (LONGEST, LONGEST))
    return image.width * image.height <= MOST_PIXELS


def _shrunk(image: Image.Image) -> Photo:
    profile = image.info.get("icc_profile") if image.mode == "RGB" else None
    way_up = ImageOps.exif_transpose(image)
    way_up.thumbnail((LONGEST, LONGEST))
    kept = BytesIO()
    _on_white(way_up).save(kept, "JPEG", quality=_QUALITY, optimize=True, icc_profile=profile)
    return Photo("image/jpeg", kept.getvalue())


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture without see-through parts, which a JPEG cannot have."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.convert("RGBA").getchannel("A"))
    return ground
