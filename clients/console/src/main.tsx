import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { connect } from "./api/client";
import { followSession } from "./api/session";
import { applyTheme } from "./theme/theme";
import { Console } from "./views/Console";
import { openDemo } from "./views/demo-link";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/components.css";
import "./theme/layout.css";
import "./theme/views.css";

applyTheme();
const root = createRoot(document.getElementById("root") as HTMLElement);

connect().then(
  async () => {
    await openDemo();
    followSession();
    root.render(
      <StrictMode>
        <Console />
      </StrictMode>,
    );
  },
  (fault: unknown) => root.render(<p className="empty">The console can not start. {String(fault)}</p>),
);
