"""What a lesson is made of."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from library.lessons import maths, self_check
from library.lessons.choosers import RecordingBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "superscript", "subscript"]
MOST_OPTIONS = 8


def _problem(**fields: object) -> blocks.StructBlockValidationError:
    return blocks.StructBlockValidationError(
        block_errors={
            name: ValidationError(message) for name, message in fields.items()
        }
    )


class MathsBlock(blocks.StructBlock):
    """A formula on a line of its own, or in the line."""

    latex = blocks.TextBlock(
        label=_("Formula (LaTeX)"),
        max_length=maths.LONGEST,
        rows=2,
        help_text=_(
            "For example: \\frac{a}{b}, x^2, \\sqrt{2}, \\widehat{A}=60^\\circ"
        ),
    )
    display = blocks.BooleanBlock(
        label=_("On a line of its own"), required=False, default=True
    )

    class Meta:
        icon = "superscript"
        label = _("Formula")
        template = "library/blocks/maths.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse what cannot be shown as maths."""
        value = super().clean(value)
        try:
            maths.mathml(value["latex"].strip(), block=True)
        except maths.MathsError:
            raise _problem(
                latex=_("This formula cannot be read. Are all brackets closed?")
            ) from None
        return value


class PictureBlock(blocks.StructBlock):
    """A picture with the words for those who do not see it."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=500,
        help_text=_(
            "Read aloud to students who cannot see it; shown when it is missing."
        ),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "library/blocks/picture.html"


class FileBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Name shown"), max_length=200, required=False)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "library/blocks/file.html"


class CalloutBlock(blocks.StructBlock):
    """A box: to remember, an example, a warning."""

    kind = blocks.ChoiceBlock(
        label=_("Kind of box"),
        choices=[
            ("remember", _("To remember")),
            ("example", _("Example")),
            ("warning", _("Take care")),
        ],
        default="remember",
    )
    title = blocks.CharBlock(
        label=_("Title of the box"), max_length=150, required=False
    )
    text = blocks.RichTextBlock(label=_("Passage"), features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Box")
        template = "library/blocks/callout.html"


class OptionBlock(blocks.StructBlock):
    """One choice."""

    text = blocks.CharBlock(label=_("Choice"), max_length=500)
    right = blocks.BooleanBlock(label=_("Right"), required=False)
    feedback = blocks.CharBlock(
        label=_("What to say about it"), max_length=500, required=False
    )


class SelfCheckBlock(blocks.StructBlock):
    """A question the student answers alone; the answer never travels with it."""

    question = blocks.TextBlock(label=_("Question"), max_length=2000, rows=2)
    kind = blocks.ChoiceBlock(
        label=_("Kind of answer"),
        choices=[
            (self_check.CHOICE, _("One of several")),
            (self_check.NUMBER, _("A number")),
            (self_check.TEXT, _("A few words")),
        ],
        default=self_check.CHOICE,
    )
    options = blocks.ListBlock(
        OptionBlock(), label=_("Choices"), max_num=MOST_OPTIONS, min_num=0, default=[]
    )
    answer = blocks.CharBlock(
        label=_("Right answer"),
        max_length=300,
        required=False,
        help_text=_("For a number or a few words. Several right answers: part with |."),
    )
    feedback_right = blocks.CharBlock(
        label=_("When it is right"), max_length=500, required=False
    )
    feedback_wrong = blocks.CharBlock(
        label=_("When it is not"), max_length=500, required=False
    )

    class Meta:
        icon = "help"
        label = _("Self-check")
        template = "library/blocks/self_check.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Demand an answer that can be given."""
        value = super().clean(value)
        if value["kind"] == self_check.CHOICE:
            if len(value["options"]) < 2:
                raise _problem(options=_("Give at least two choices."))
            if not any(option["right"] for option in value["options"]):
                raise _problem(options=_("Tick the right choice."))
        elif not self_check.accepted(value["answer"] or ""):
            raise _problem(answer=_("Write the right answer."))
        elif value["kind"] == self_check.NUMBER and not all(
            self_check.as_number(part) is not None
            for part in self_check.accepted(value["answer"])
        ):
            raise _problem(answer=_("Write a number such as 2,5 or 3/4."))
        return value


class TableBlock(blocks.StructBlock):
    """A small table, a line of text a row, cells parted by |."""

    caption = blocks.CharBlock(label=_("What the table shows"), max_length=200)
    rows = blocks.TextBlock(
        label=_("Rows"),
        max_length=4000,
        rows=4,
        help_text=_(
            "One line a row, cells parted by |. The first line is the heading."
        ),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "library/blocks/table.html"


class LessonBlocks(blocks.StreamBlock):
    """The body of a lesson."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        icon="title",
        max_length=150,
        template="library/blocks/heading.html",
    )
    text = blocks.RichTextBlock(
        label=_("Passage"),
        icon="pilcrow",
        features=TEXT_FEATURES,
        template="library/blocks/text.html",
        help_text=_("Formulas inside the line: \\( x^2 \\)"),
    )
    maths = MathsBlock()
    picture = PictureBlock()
    video = RecordingBlock(
        label=_("Video"), icon="media", template="library/blocks/recording.html"
    )
    audio = RecordingBlock(
        label=_("Sound"), icon="media", template="library/blocks/recording.html"
    )
    file = FileBlock()
    callout = CalloutBlock()
    self_check = SelfCheckBlock()
    table = TableBlock()
