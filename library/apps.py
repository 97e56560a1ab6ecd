from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self):
        """Hang the policy, the form and the index upkeep where Wagtail asks for them."""
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import page_published, page_unpublished

        from library import wagtail_policies as policies
        from library.files.models import LibraryDocument, LibraryImage
        from library.lessons.forms import LessonPageForm
        from library.lessons.jobs import index_on_commit
        from library.lessons.models import (
            GradePage,
            LessonPage,
            LibraryIndex,
            SubjectPage,
        )
        from media_pipeline.public import Asset

        LessonPage.base_form_class = LessonPageForm
        LessonPage.permission_tester = policies.LessonTester
        GradePage.permission_tester = policies.GradeTester
        LibraryIndex.permission_tester = SubjectPage.permission_tester = (
            policies.TreeTester
        )
        register_permission_policy(
            AbstractPage, policies.LibraryPagePolicy("wagtailcore.Page")
        )
        for model, policy in (
            (LibraryImage, policies.ImagePolicy),
            (LibraryDocument, policies.DocumentPolicy),
            (Asset, policies.AssetPolicy),
        ):
            register_permission_policy(model, policy(model), exact_class=True)

        def changed(sender, instance, **kwargs):
            index_on_commit(instance)

        for signal in (page_published, page_unpublished):
            signal.connect(
                changed,
                sender=LessonPage,
                weak=False,
                dispatch_uid=f"library-{id(signal)}",
            )
