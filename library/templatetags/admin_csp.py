"""The nonce for the few scripts that Wagtail writes into its pages."""

from django import template

from library.admin_csp import current_nonce

register = template.Library()
register.simple_tag(current_nonce, name="admin_nonce")
