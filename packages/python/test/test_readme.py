"""The listings of the README run as one program, and print what it says."""

import os
import re

from support import PACKAGE, TestCase, models, python


class Readme(TestCase):
    def test_listings(self):
        text = (PACKAGE / "README.md").read_text()
        blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.M | re.S)
        listings = [block for language, block in blocks if language == "python"]
        shown = [block for language, block in blocks if language == ""]
        self.assertEqual((len(listings), len(shown)), (7, 7))
        code = f"import os\nos.chdir({os.fspath(models())!r})\n" + "\n".join(listings)
        self.assertEqual(python(code), "".join(shown))

    def test_every_public_name(self):
        import rankwise

        text = (PACKAGE / "README.md").read_text()
        for name in rankwise.__all__:
            self.assertRegex(text, rf"\b{name}\b", name)
        for kind in (rankwise.Model, rankwise.Request):
            for name in vars(kind):
                if not name.startswith("_"):
                    self.assertRegex(text, rf"\.{name}\b", f"{kind.__name__}.{name}")
