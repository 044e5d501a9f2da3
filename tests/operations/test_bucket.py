"""Files in a bucket, at a real server on this machine that speaks S3."""

import io
import logging
import uuid

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from moto.server import ThreadedMotoServer

from kansrijkestart.jobs import running
from kansrijkestart.safekeeping.services import attachments
from kansrijkestart.settings import files
from monitoring.services.exports import export_files_remove, export_request
from tests import factories as make
from tests.monitoring.export_world import YEAR, coalition_with_everything
from tests.test_settings import COMPLETE, in_production

KEYS = {"access_key": "name", "secret_key": "secret", "region": "eu-central-1"}


@pytest.fixture(scope="module")
def server():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(settings, server):
    """An empty bucket in the place of the folder; returns the names of what is in it."""
    name = f"dossier-{uuid.uuid4()}"
    there = boto3.resource(
        "s3",
        endpoint_url=server,
        aws_access_key_id="name",
        aws_secret_access_key="secret",
        region_name="eu-central-1",
    ).Bucket(name)
    there.create(CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    storage = files.bucket_storage(bucket=name, endpoint=server, **KEYS)
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return lambda: {one.key: one.size for one in there.objects.all()}


@pytest.mark.slow
@pytest.mark.django_db
def test_an_upload_is_kept_given_back_and_removed(bucket, django_capture_on_commit_callbacks):
    text = b"%PDF-1.7\n" + b"x" * 300_000 + b"\n%%EOF\n"
    attachment = attachments.attachment_store(
        upload=SimpleUploadedFile("verslag.pdf", text), uploaded_by=make.UserFactory.create()
    )
    assert bucket() == {attachment.file.name: len(text)}
    answer = attachments.attachment_response(attachment)
    assert answer["Content-Length"] == str(len(text)) == str(attachment.size)
    assert "verslag.pdf" in answer["Content-Disposition"]
    assert answer.getvalue() == text
    with django_capture_on_commit_callbacks(execute=True):
        attachments.attachment_remove(attachment_id=attachment.pk)
    assert bucket() == {}


@pytest.mark.slow
@pytest.mark.django_db
def test_an_export_is_built_downloaded_by_its_reader_only_and_tidied(
    bucket, client, django_capture_on_commit_callbacks
):
    coalition, _place = coalition_with_everything()
    user = make.MembershipFactory.create(coalition=coalition).user
    export = export_request(user=user, scope="coalition", coalition=coalition, year=YEAR)
    leftover = default_storage.save(f"exports/{export.job_id}/leftover", ContentFile(b"old"))
    running.run(export.job_id)
    export.refresh_from_db()
    assert export.job.error == ""
    rows = {row.path: row.size for row in export.files.all()}
    assert bucket() == rows, "every file, and not the leftover"
    assert leftover not in bucket()
    row = export.files.get(name__endswith=".xlsx")
    address = reverse("monitoring:export_file", kwargs={"pk": export.pk, "name": row.name})
    client.force_login(user)
    answer = client.get(address)
    assert (answer.status_code, len(answer.getvalue())) == (200, row.size)
    client.force_login(make.UserFactory.create())
    assert client.get(address).status_code == 404
    default_storage.delete(row.path)
    client.force_login(user)
    assert client.get(address).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        export_files_remove(export=export)
    assert bucket() == {}


@pytest.mark.slow
def test_a_name_is_never_used_twice(bucket):
    names = [default_storage.save("map/een", ContentFile(text)) for text in (b"1", b"22")]
    assert bucket() == {names[0]: 1, names[1]: 2}
    assert io.BytesIO(default_storage.open(names[0]).read()).getvalue() == b"1"


RIGHT = {"bucket": "dossier", "endpoint": "https://storage.example.org", **KEYS}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"bucket": "Dossier"}, "FILES_BUCKET"),
        ({"bucket": "a"}, "FILES_BUCKET"),
        ({"endpoint": "http://storage.example.org"}, "FILES_ENDPOINT_URL"),
        ({"endpoint": "https://key:secret@storage.example.org"}, "FILES_ENDPOINT_URL"),
        ({"endpoint": "storage.example.org"}, "FILES_ENDPOINT_URL"),
        ({"access_key": " "}, "FILES_ACCESS_KEY"),
        ({"secret_key": ""}, "FILES_SECRET_KEY"),
    ],
)
def test_half_a_configuration_is_refused_by_name(wrong, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        files.bucket_storage(**RIGHT | wrong)


def test_every_wait_has_an_end():
    options = files.bucket_storage(**RIGHT)["OPTIONS"]
    config = options["client_config"]
    assert (config.connect_timeout, config.read_timeout) == (2, 10)
    assert options["default_acl"] is None
    assert options["file_overwrite"] is False


def test_production_reads_the_variables_and_stops_without_a_key():
    code = "from kansrijkestart.settings import production as p; print(p.STORAGES['default'])"
    bucket = {"FILES_BUCKET": "dossier", "FILES_ACCESS_KEY": "name"}
    refused = in_production("-c", code, **COMPLETE, **bucket)
    assert refused.returncode != 0
    assert "FILES_SECRET_KEY" in refused.stderr
    taken = in_production("-c", code, **COMPLETE, **bucket, FILES_SECRET_KEY="secret")
    assert "'bucket_name': 'dossier'" in taken.stdout, taken.stderr
    plain = in_production("-c", code, **COMPLETE)
    assert "FileSystemStorage" in plain.stdout
