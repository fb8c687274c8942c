using System.Text.Json;
using Squaremcp.Tests.Meta;

namespace Squaremcp.Tests.WhatsApp;

public sealed class SettingsTests : WhatsAppBench
{
    [Fact]
    public void What_is_secret_stands_in_nothing_but_the_credentials()
    {
        var reading = WhatsApp.Read(Settings("planted-app-secret"));

        Assert.Equal("+49309999999", reading.Label);
        Assert.Equal("""{"phone_number_id":"106540352242922","business_account_id":"102290129340398","number":"+49309999999"}""", reading.Canonical!.Replace("\\u002B", "+", StringComparison.Ordinal));
        Assert.DoesNotContain("planted", $"{reading}{reading.Canonical}{reading.Label}{reading.Claim}", StringComparison.Ordinal);
        Assert.DoesNotContain("planted-app-secret", reading.Credentials!.RevealText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_apps_secret_every_call_carries_its_proof()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"data":[]}""");
        await Connector.InvokeAsync("whatsapp_list_templates", Connected(WhatsApp.Read(Settings("planted-app-secret"))), JsonElement.Parse("{}"), Context(), Stop);
        await AnswerAsync("whatsapp_list_templates", new { });

        // HMAC-SHA256 of the token under the secret, by openssl.
        Assert.Equal("a9ec769647b159833d001d6193c5b763f8dd34cfec5021e4f44da4beafe76680", Graph.Requests.First().Query["appsecret_proof"]);
        Assert.False(Graph.Requests.Last().Query.ContainsKey("appsecret_proof"));
    }

    [Theory]
    [InlineData("access_token", "planted token with blanks", "access_token")]
    [InlineData("phone_number_id", "+49 30 1234567", "phone_number_id")]
    [InlineData("business_account_id", "Harbour Bakery", "business_account_id")]
    [InlineData("phone_number", "the one on the door", "phone_number")]
    public void What_is_wrong_with_settings_is_told(string name, string value, string argument)
    {
        var settings = JsonSerializer.Deserialize<Dictionary<string, string?>>(Settings())!;
        settings[name] = value;

        var error = WhatsApp.Read(JsonSerializer.SerializeToElement(settings)).Error!;
        Assert.Equal(argument, error.Argument);
        Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_token_for_the_same_number_is_another_claim()
    {
        var other = JsonSerializer.Deserialize<Dictionary<string, string?>>(Settings())!;
        other["access_token"] = "another-system-user-token";

        Assert.NotEqual(WhatsApp.Read(Settings()).Claim, WhatsApp.Read(JsonSerializer.SerializeToElement(other)).Claim);
    }
}
