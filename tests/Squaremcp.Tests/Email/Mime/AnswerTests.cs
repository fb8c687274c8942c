using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class AnswerTests
{
    private static readonly MimeHeaders Original = MimeHeaders.Parse(Mail.Bytes("From: Ann <ann@x.example>\nTo: Me <me@x.example>, bob@x.example\nCc: Ann <ANN@x.example>, cleo@x.example\nSubject: Plan\nMessage-ID: <2@x>\nReferences: <0@x> <1@x>\n"));

    [Fact]
    public void A_reply_names_what_it_answers_and_all_before()
    {
        var reply = Answer.Reply(Original);

        Assert.Equal(("Re: Plan", "<2@x>"), (reply.Subject, reply.InReplyTo));
        Assert.Equal(["<0@x>", "<1@x>", "<2@x>"], reply.References);
    }

    [Fact]
    public void A_forward_keeps_the_thread()
    {
        var forward = Answer.Forward(Original);

        Assert.Equal(("Fwd: Plan", null), (forward.Subject, forward.InReplyTo));
        Assert.Equal(["<0@x>", "<1@x>", "<2@x>"], forward.References);
    }

    [Theory]
    [InlineData("Subject: RE: Plan", "RE: Plan")]
    [InlineData("Subject: Plan", "Re: Plan")]
    [InlineData("X: y", "Re: ")]
    public void A_subject_is_marked_once(string header, string subject) => Assert.Equal(subject, Answer.Reply(MimeHeaders.Parse(Encoding.ASCII.GetBytes(header))).Subject);

    [Fact]
    public void Without_references_the_answered_message_begins_the_thread() =>
        Assert.Equal(["<1@x>", "<2@x>"], Answer.Reply(MimeHeaders.Parse("Message-ID: <2@x>\nIn-Reply-To: <1@x>\n"u8)).References);

    [Fact]
    public void A_reply_goes_to_the_sender_and_on_request_to_everybody_once_but_oneself()
    {
        var (to, none) = Answer.Recipients(Original, "me@x.example", all: false);
        var (_, others) = Answer.Recipients(Original, "ME@x.example", all: true);

        Assert.Equal(["ann@x.example"], to.Select(one => one.Address));
        Assert.Empty(none);
        Assert.Equal(["bob@x.example", "cleo@x.example"], others.Select(one => one.Address));
    }

    [Fact]
    public void A_named_reply_address_comes_before_the_sender() =>
        Assert.Equal(["list@x.example"], Answer.Recipients(MimeHeaders.Parse("From: a@x.example\nReply-To: list@x.example\n"u8), "me@x.example", all: false).To.Select(one => one.Address));

    [Fact]
    public void An_answer_to_oneself_goes_where_the_message_went() =>
        Assert.Equal(["b@x.example"], Answer.Recipients(MimeHeaders.Parse("From: me@x.example\nTo: b@x.example\n"u8), "me@x.example", all: false).To.Select(one => one.Address));
}
