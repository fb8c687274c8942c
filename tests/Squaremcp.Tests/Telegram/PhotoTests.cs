using Squaremcp.Platforms;

namespace Squaremcp.Tests.Telegram;

public sealed class PhotoTests : TelegramBench
{
    [Fact]
    public async Task A_file_of_the_customers_is_uploaded_under_a_name_of_ours()
    {
        byte[] image = [0xff, 0xd8, 0xff, 1, 2, 3];
        Files.Add("fil_1", "image/jpeg", image, name: "a\"; name=\"chat_id.jpg");
        await AnswerAsync("telegram_send_photo", new { chat_id = "5001", photo = "fil_1", caption = "Büro 😀", disable_notification = true });

        var request = Assert.Single(Telegram.Requests);
        Assert.Equal(image, request.File);
        Assert.Equal("Büro 😀", Assert.Single(Telegram.Messages).Text);
        Assert.Equal(["chat_id", "caption", "disable_notification", "photo"], request.Parameters.Select(pair => pair.Key));
        Assert.Equal("attach:photo.jpg:image/jpeg", request.Parameters["photo"]!.GetValue<string>());
        Assert.Contains("Content-Length", request.Headers);
    }

    [Fact]
    public async Task An_address_is_left_for_Telegram_to_fetch()
    {
        await AnswerAsync("telegram_send_photo", new { chat_id = "5001", photo = "https://example.org/plan.jpg?a=b", caption = "*New*", parse_mode = "MarkdownV2" });

        Assert.Equal("""{"chat_id":5001,"caption":"*New*","parse_mode":"MarkdownV2","photo":"https://example.org/plan.jpg?a=b"}""", Assert.Single(Telegram.Requests).Parameters.ToJsonString());
        Assert.Equal("photo", (await ErrorAsync("telegram_send_photo", new { chat_id = "5001", photo = "https://example.org/missing.jpg" })).Argument);
    }

    [Fact]
    public async Task A_file_is_streamed_and_never_held_whole()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var content = new GatedStream(8 * 1024 * 1024, arrived.Task);
        Files.Add("fil_1", "image/png", content.Length, () => content);
        Telegram.Trouble = async context =>
        {
            // The rest is only handed over when the beginning has come out at the other end.
            var buffer = new byte[32 * 1024];
            await context.Request.Body.ReadExactlyAsync(buffer);
            arrived.SetResult();
            while (await context.Request.Body.ReadAsync(buffer) > 0)
            {
            }

            await FakeTelegram.JsonAsync(context, 400, FakeTelegram.Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"));
            return true;
        };

        var call = ErrorAsync("telegram_send_photo", new { chat_id = "5001", photo = "fil_1" });
        Assert.Contains("as JPEG or PNG", (await call.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.True(content.MostAsked <= 1024 * 1024, $"{content.MostAsked} bytes were asked for at once");
    }

    [Theory]
    [InlineData("fil_gone", "kept for a day", ToolErrorKind.NotFound)]
    [InlineData("fil_pdf", "Telegram takes image/jpeg, image/png, image/webp", ToolErrorKind.InvalidArgument)]
    [InlineData("fil_empty", "empty", ToolErrorKind.InvalidArgument)]
    [InlineData("fil_large", "10485760 (10 MB)", ToolErrorKind.InvalidArgument)]
    [InlineData("http://example.org/a.jpg", "https address", ToolErrorKind.InvalidArgument)]
    [InlineData("https://anna:secret@example.org/a.jpg", "https address", ToolErrorKind.InvalidArgument)]
    [InlineData("https://intranet/a.jpg", "https address", ToolErrorKind.InvalidArgument)]
    [InlineData("AgACAgIAAxkBAAI", "https address", ToolErrorKind.InvalidArgument)]
    public async Task A_photo_Telegram_would_not_take_is_refused_before_anything_leaves(string photo, string says, ToolErrorKind kind)
    {
        Files.Add("fil_pdf", "application/pdf", [1]);
        Files.Add("fil_empty", "image/png", []);
        Files.Add("fil_large", "image/png", 10 * 1024 * 1024 + 1, () => throw new InvalidOperationException("opened"));
        var error = await ErrorAsync("telegram_send_photo", new { chat_id = "5001", photo });

        Assert.Equal((kind, "photo"), (error.Kind, error.Argument));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, await RehearseAsync("telegram_send_photo", new { chat_id = "5001", photo }));
        Assert.Empty(Telegram.Requests);
    }

    [Fact]
    public async Task A_caption_holds_1024_characters()
    {
        await AnswerAsync("telegram_send_photo", new { chat_id = "5001", photo = "https://example.org/a.jpg", caption = new string('x', 1024) });

        Assert.Equal("caption", (await ErrorAsync("telegram_send_photo", new { chat_id = "5001", photo = "https://example.org/a.jpg", caption = new string('x', 1025) })).Argument);
    }

    [Fact]
    public async Task A_rehearsal_tells_the_file_and_opens_nothing()
    {
        Files.Add("fil_1", "image/png", 1234, () => throw new InvalidOperationException("opened"));

        Assert.Equal("Send the photo of 1234 bytes with a caption of 3 characters to the person 5001.", await RehearseAsync("telegram_send_photo", new { chat_id = "5001", photo = "fil_1", caption = "abc" }));
        Assert.Equal(["getChat"], Telegram.Requests.Select(request => request.Method));
    }

    /// <summary>Zeros; the second half comes only after the signal.</summary>
    private sealed class GatedStream(long length, Task gate) : Stream
    {
        private long position;

        internal int MostAsked { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            MostAsked = Math.Max(MostAsked, buffer.Length);
            if (position >= length / 2)
            {
                await gate.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
            }

            var read = (int)Math.Min(buffer.Length, length - position);
            buffer.Span[..read].Clear();
            position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
