using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.WhatsApp;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Support;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.WhatsApp;

/// <summary>The connector with one connected number.</summary>
public abstract class WhatsAppBench : GraphBench
{
    internal const string Token = "planted-system-user-token", Number = "106540352242922", Business = "102290129340398", Taken = """{"messaging_product":"whatsapp","contacts":[{"input":"x","wa_id":"49301234567"}],"messages":[{"id":"wamid.AAA="}]}""";

    internal WhatsAppConnector WhatsApp { get; private set; } = null!;

    internal override IConnector Connector => WhatsApp;

    internal override PlatformAccount Account => Connected(WhatsApp.Read(Settings()));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Given(new GivenFile(5));
    }

    internal void Given(ICustomerFiles files) => WhatsApp = new("v26.0", Http, new HastyTime(Clock), files);

    internal static JsonElement Settings(string? secret = null) => JsonSerializer.SerializeToElement(
        new Dictionary<string, string?> { ["access_token"] = Token, ["phone_number_id"] = Number, ["business_account_id"] = Business, ["phone_number"] = "+49 30 9999999", ["app_secret"] = secret });

    internal PlatformAccount Connected(SettingsReading reading) => new(JsonElement.Parse(reading.Canonical!), reading.Credentials) { Hosts = Hosts, Budget = Budget };
}
