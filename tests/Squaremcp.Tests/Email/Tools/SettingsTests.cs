using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>What connects a mailbox, and what is said of settings that do not.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("anna@gmail.com", "imap.gmail.com:993:tls", "smtp.gmail.com:465:tls", false)]
    [InlineData("anna@ICLOUD.com", "imap.mail.me.com:993:tls", "smtp.mail.me.com:587:starttls", true)]
    [InlineData("anna@fastmail.com", "imap.fastmail.com:993:tls", "smtp.fastmail.com:465:tls", true)]
    [InlineData("anna@yahoo.co.uk", "imap.mail.yahoo.com:993:tls", "smtp.mail.yahoo.com:465:tls", true)]
    [InlineData("anna@aol.com", "imap.aol.com:993:tls", "smtp.aol.com:465:tls", true)]
    [InlineData("anna@gmx.de", "imap.gmx.net:993:tls", "mail.gmx.net:465:tls", true)]
    [InlineData("anna@web.de", "imap.web.de:993:tls", "smtp.web.de:587:starttls", true)]
    [InlineData("anna@zohomail.eu", "imap.zoho.eu:993:tls", "smtp.zoho.eu:465:tls", true)]
    public void Address_and_password_are_enough_for_a_known_provider(string address, string imap, string smtp, bool saves)
    {
        var account = Account(Read($$"""{"address":"{{address}}","password":"p"}"""));

        Assert.Equal((imap, smtp, saves), (Shown(account.Imap), Shown(account.Smtp), account.SaveSent));
    }

    [Fact]
    public void What_is_secret_is_not_among_the_settings_and_does_not_print()
    {
        var reading = Read("""{"address":"anna@gmail.com","password":"abcd efgh ijkl mnop","name":"Anna"}""");

        Assert.DoesNotContain("abcd", reading.Canonical, StringComparison.Ordinal);
        Assert.Equal("abcdefghijklmnop", reading.Credentials!.RevealText());
        Assert.Equal("anna@gmail.com", reading.Label);
        Assert.DoesNotContain("abcd", new EmailSettings("anna@gmail.com", "abcd").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_known_as_such_and_a_password_keeps_its_spaces()
    {
        Assert.True(Account(Read("""{"address":"anna@gmail.com","access_token":"t"}""")).UsesToken);
        Assert.Equal("pass word", Read("""{"address":"anna@fastmail.com","password":"pass word"}""").Credentials!.RevealText());
    }

    [Theory]
    [InlineData("""{"host":"mail.example.org"}""", 993, "tls")]
    [InlineData("""{"host":"mail.example.org","port":143}""", 143, "starttls")]
    [InlineData("""{"host":"mail.example.org","security":"starttls"}""", 143, "starttls")]
    [InlineData("""{"host":"mail.example.org","port":993,"security":"tls"}""", 993, "tls")]
    public void Port_and_security_are_known_from_each_other(string imap, int port, string security)
    {
        var account = Account(Read($$$"""{"address":"anna@example.org","password":"p","imap":{{{imap}}},"smtp":{"host":"mail.example.org"}}"""));

        Assert.Equal((port, security, 465), (account.Imap.Port, account.Imap.Security, account.Smtp.Port));
    }

    [Theory]
    [InlineData("""{"password":"p"}""", "address", "`address` is required.")]
    [InlineData("""{"address":"anna","password":"p"}""", "address", "`address`: `anna` is no address")]
    [InlineData("""{"address":"anna@gmail.com\r\nx","password":"p"}""", "address", "`address`: must be one line")]
    [InlineData("""{"address":"anna@gmail.com"}""", "password", "Give `password` or `access_token`, one of the two.")]
    [InlineData("""{"address":"anna@gmail.com","password":"p","access_token":"t"}""", "password", "Give `password` or `access_token`, one of the two.")]
    [InlineData("""{"address":"anna@example.org","password":"p"}""", "imap", "`imap` is required: the servers of example.org are not known here.")]
    [InlineData("""{"address":"anna@hotmail.de","password":"p"}""", "address", "Microsoft takes no passwords from mail programs any more. Connect this mailbox as platform outlook")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"host":"outlook.office365.com"},"smtp":{"host":"smtp.office365.com","port":587}}""", "imap", "Microsoft takes no passwords")]
    [InlineData("""{"address":"anna@proton.me","password":"p"}""", "address", "Proton opens its mailboxes only through Proton Mail Bridge")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"host":"127.0.0.1"},"smtp":{"host":"a.example.org"}}""", "imap", "`imap`: The host 127.0.0.1 names a host that is not on the public internet; the operator allows those with SQUAREMCP__Platforms__Email__AllowPrivateHosts=true.")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"host":"a.example.org"},"smtp":{"host":"a.example.org","port":22}}""", "smtp", "`smtp`: The port must be one of")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"host":"a.example.org","port":143,"security":"none"},"smtp":{"host":"a.example.org"}}""", "imap", "`imap`: The connection must be protected")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"host":"a.example.org","certificate_sha256":"zz34567890123456789012345678901234567890123456789012345678901234"},"smtp":{"host":"a.example.org"}}""", "imap", "`imap`: certificate_sha256 must be 64 hexadecimal digits")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":"imap.example.org"}""", "imap", "`imap` must be an object, not a string.")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"host":"a.example.org","prot":993}}""", "imap", "`imap` has no member `prot`; it takes `host`, `port`, `security`, `certificate_sha256`.")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"host":"a.example.org","port":"993"}}""", "imap", "`imap` has a `port` that must be a whole number, not a string.")]
    [InlineData("""{"address":"anna@example.org","password":"p","imap":{"port":993}}""", "imap", "`imap` needs `host`.")]
    public void Settings_that_connect_nothing_say_why(string settings, string argument, string says)
    {
        var error = Read(settings).Error;

        Assert.Equal((ToolErrorKind.InvalidArgument, argument), (error!.Kind, error.Argument));
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_preset_is_a_server_that_may_be_reached() =>
        Assert.All(
            MailProviders.All.SelectMany(provider => (EmailServerSettings?[])[provider.Imap, provider.Smtp]).OfType<EmailServerSettings>(),
            server => Assert.Null(new MailServer(server.Host, server.Port!.Value, EmailAccount.SecurityOf(server.Security!)).Broken(allowPrivate: false)));

    [Theory]
    [InlineData("""{"to":["Bob <Bob@Example.test>","bob@example.test"],"cc":["c@bücher.test"],"bcc":["nonsense"]}""", "Bob@Example.test", "c@xn--bcher-kva.test", "nonsense")]
    [InlineData("{}")]
    [InlineData("""{"to":"bob@example.test"}""")]
    public void Whom_a_message_reaches_is_known_before_it_is_sent(string arguments, params string[] reached) =>
        Assert.Equal(reached, EmailTools.All.Single(tool => tool.Sends).Recipients!(JsonElement.Parse(arguments)));

    private static SettingsReading Read(string settings) => EmailSettingsReader.Read(JsonElement.Parse(settings), Schemas.OfInput(EmailSettingsJson.Default.EmailSettings), allowPrivate: false);

    private static EmailAccount Account(SettingsReading reading) => JsonElement.Parse(reading.Canonical ?? throw new InvalidOperationException(reading.Error!.Message)).Deserialize(EmailSettingsJson.Default.EmailAccount)!;

    private static string Shown(EmailServerSettings server) => $"{server.Host}:{server.Port}:{server.Security}";
}
