using Squaremcp.Frontend;

var builder = WebApplication.CreateBuilder(args);
Composition.AddGateway(builder);
var app = builder.Build();
Composition.MapGateway(app);
await app.RunAsync();
