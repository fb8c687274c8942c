using System.Security.Cryptography;
using System.Text;
using Squaremcp.Frontend.Commands.Import.NodeJs;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.NodeJs;

/// <summary>The old product's sealed entries.</summary>
public sealed class OldBoxTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void What_the_framework_seals_opens_here()
    {
        var random = new Random(20261121);
        using var reference = new AesGcm(OldDump.Key, Gcm.TagBytes);
        foreach (var length in Enumerable.Range(0, 70))
        {
            var (nonce, text, box, tag) = (new byte[12], new byte[length], new byte[length], new byte[16]);
            random.NextBytes(nonce);
            random.NextBytes(text);
            reference.Encrypt(nonce, text, box, tag);

            Assert.Equal(text, Gcm.Open(OldDump.Key, nonce, tag, box));
            tag[0] ^= 1;
            Assert.Null(Gcm.Open(OldDump.Key, nonce, tag, box));
        }
    }

    /// <summary>By the script that made the folder in tests/nodejs: its format is what Node writes, today too. Nonces of 16 bytes in hexadecimal, of 12 in base 64.</summary>
    [Theory]
    [InlineData("hex"), InlineData("dots"), InlineData("named"), InlineData("base64"), InlineData("base64-tag-first")]
    public async Task What_node_seals_now_opens_in_every_layout(string layout)
    {
        NodeClients.SkipWithoutThem();
        var (exitCode, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken, Path.Combine(Repository.Root, "tests", "nodejs", "make.mjs"), "box", layout);
        Assert.True(exitCode == 0, output);

        using var key = Key();
        Assert.Equal("""{"accessToken":"from-node","expiresAt":1893456000000}""", Encoding.UTF8.GetString(OldBox.Open(key, output.Trim())!));

        await File.WriteAllTextAsync(file, new string('0', 64), TestContext.Current.CancellationToken);
        using var other = OldKey.Read(file);
        Assert.Null(OldBox.Open(other, output.Trim()));
    }

    [Theory]
    [InlineData(""), InlineData("x"), InlineData("::"), InlineData("00:00:00"), InlineData("{"), InlineData("{\"iv\":1}"), InlineData("{\"iv\":\"00\",\"tag\":\"zz!\",\"data\":\"\"}"), InlineData("(error) WRONGTYPE"), InlineData("a:b:c:d")]
    public void What_is_no_box_does_not_open(string value)
    {
        using var key = Key();
        Assert.Null(OldBox.Open(key, value));
    }

    [Fact]
    public void Any_byte_that_changed_keeps_a_box_shut()
    {
        using var key = Key();
        var box = OldDump.Lines(NodeDump.CredentialsFile)[0].Split('\t')[1];
        Assert.NotNull(OldBox.Open(key, box));
        foreach (var at in Enumerable.Range(0, box.Length).Where(at => box[at] != ':'))
        {
            Assert.Null(OldBox.Open(key, box[..at] + (box[at] == '0' ? '1' : '0') + box[(at + 1)..]));
        }
    }

    [Fact]
    public void A_key_is_hexadecimal_base_64_or_32_characters()
    {
        Assert.Equal(OldDump.Key, OldKey.Parse(OldDump.KeyText));
        Assert.Equal(OldDump.Key, OldKey.Parse(OldDump.KeyText.ToUpperInvariant()));
        Assert.Equal(OldDump.Key, OldKey.Parse(Convert.ToBase64String(OldDump.Key)));
        Assert.Equal(OldDump.Key, OldKey.Parse(Convert.ToBase64String(OldDump.Key).TrimEnd('=').Replace('+', '-').Replace('/', '_')));
        Assert.Equal("0123456789abcdef0123456789ABCDEx"u8.ToArray(), OldKey.Parse("0123456789abcdef0123456789ABCDEx"));
        Assert.Null(OldKey.Parse("passphrase"));
        Assert.Null(OldKey.Parse(OldDump.KeyText + "00"));
    }

    [Fact]
    public void A_key_does_not_print_itself_and_none_is_an_error_that_names_where_it_belongs()
    {
        File.WriteAllText(file, "  \n");
        Assert.Contains(file, Assert.Throws<Squaremcp.Frontend.Commands.CommandException>(() => OldKey.Read(file)).Message, StringComparison.Ordinal);
        File.WriteAllText(file, "planted passphrase");
        var wrong = Assert.Throws<Squaremcp.Frontend.Commands.CommandException>(() => OldKey.Read(file)).Message;
        Assert.Contains("32 bytes", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", wrong, StringComparison.Ordinal);
        using var key = Key();
        Assert.Equal("***", key.ToString());
    }

    private OldKey Key()
    {
        File.WriteAllText(file, OldDump.KeyText + "\n");
        return OldKey.Read(file);
    }
}
